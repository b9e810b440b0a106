package aico.bus.crypto;

import java.util.ArrayList;
import java.util.List;

/**
 * Public keys whose shared secret with anybody is zero: the points of order 1, 2, 4 and 8 on
 * Curve25519 and its twist, and their non-canonical forms, as listed at
 * https://cr.yp.to/ecdh.html#validate.
 */
final class LowOrderPoints {
  private static final List<String> CANONICAL =
      List.of(
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  private LowOrderPoints() {}

  /** Each as listed, and with the highest bit set, which X25519 ignores (RFC 7748, section 5). */
  static List<byte[]> all() {
    List<byte[]> points = new ArrayList<>();
    for (String digits : CANONICAL) {
      byte[] point = Hex.decode(digits);
      points.add(point.clone());
      point[31] |= (byte) 0x80;
      points.add(point);
    }
    return points;
  }
}
