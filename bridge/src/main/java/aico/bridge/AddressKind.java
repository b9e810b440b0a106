package aico.bridge;

/**
 * What sort of address it is, by the IANA registries of special-purpose addresses (RFC 6890 and its
 * updates). IPv6 forms that carry an IPv4 address count as that address.
 */
public enum AddressKind {
  PUBLIC,
  /** RFC 1918, RFC 4193 (fc00::/7), and the shared space of carriers, RFC 6598. */
  PRIVATE,
  /** 127.0.0.0/8, ::1. */
  LOOPBACK,
  /** 169.254.0.0/16, where clouds keep their metadata; fe80::/10. */
  LINK_LOCAL,
  /** Multicast, broadcast, unspecified, reserved, for documentation. */
  NEVER;

  /** The kind of these 4 or 16 bytes. */
  public static AddressKind of(byte[] address) {
    return address.length == 4 ? ofIpv4(address, 0) : ofIpv6(address);
  }

  private static AddressKind ofIpv4(byte[] bytes, int at) {
    int a = bytes[at] & 0xff;
    int b = bytes[at + 1] & 0xff;
    int c = bytes[at + 2] & 0xff;
    if (a == 127) {
      return LOOPBACK;
    }
    if (a == 169 && b == 254) {
      return LINK_LOCAL;
    }
    if (a == 10 || a == 172 && b >> 4 == 1 || a == 192 && b == 168 || a == 100 && b >> 6 == 1) {
      return PRIVATE;
    }
    boolean special =
        a == 0
            || a >= 224
            || a == 192 && b == 0 && (c == 0 || c == 2)
            || a == 192 && b == 88 && c == 99
            || a == 198 && (b == 18 || b == 19)
            || a == 198 && b == 51 && c == 100
            || a == 203 && b == 0 && c == 113;
    return special ? NEVER : PUBLIC;
  }

  private static AddressKind ofIpv6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    if (isZero(bytes, 0, 10)) {
      boolean mapped = (bytes[10] & 0xff) == 0xff && (bytes[11] & 0xff) == 0xff;
      if (mapped) {
        return ofIpv4(bytes, 12);
      }
      if (isZero(bytes, 10, 15)) {
        return bytes[15] == 1 ? LOOPBACK : NEVER;
      }
      return NEVER;
    }
    if (first == 0x64 && second == 0xff9b) {
      // NAT64, RFC 6052; the local-use prefix of RFC 8215 may carry it anywhere.
      return isZero(bytes, 4, 12) ? ofIpv4(bytes, 12) : NEVER;
    }
    if (first == 0x2002) {
      return ofIpv4(bytes, 2);
    }
    if (first >> 9 == 0xfc >> 1) {
      return PRIVATE;
    }
    if (first >> 6 == 0xfe80 >> 6) {
      return LINK_LOCAL;
    }
    boolean documentation = first == 0x2001 && second == 0xdb8 || first >> 4 == 0x3ff0 >> 4;
    boolean protocols = first == 0x2001 && second < 0x200;
    return first >> 13 != 1 || documentation || protocols ? NEVER : PUBLIC;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
