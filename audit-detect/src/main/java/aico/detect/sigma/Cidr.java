package aico.detect.sigma;

import aico.detect.RuleRefused;
import aico.detect.ValueTest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A network such as {@code 10.0.0.0/8} or {@code fd00::/8}; asks no name server. */
final class Cidr implements ValueTest {
  /** The longest address, with a zone. */
  private static final int ADDRESS_MAX_CHARS = 64;

  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  static Cidr of(String field, String text) {
    int slash = text.indexOf('/');
    try {
      byte[] network = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
      int bits = Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= network.length * Byte.SIZE) {
        return new Cidr(network, bits);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RuleRefused(field, text + " (expected: ADDRESS/BITS)", e);
    }
    throw new RuleRefused(field, text + " (expected: ADDRESS/BITS)");
  }

  @Override
  public boolean test(@Nullable String value) {
    if (value == null || value.isEmpty() || value.length() > ADDRESS_MAX_CHARS) {
      return false;
    }
    byte[] address;
    try {
      address = InetAddress.ofLiteral(value).getAddress();
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >>> (bit % Byte.SIZE);
      if ((address[bit / Byte.SIZE] & mask) != (network[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }
}
