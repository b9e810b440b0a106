package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Checks text in native memory without a copy of it on the heap. */
final class Utf8 {
  private Utf8() {}

  /** Well-formed as of RFC 3629, section 4: no overlong forms, no surrogates, nothing cut short. */
  static boolean isValid(MemorySegment text) {
    long at = 0;
    while (at < text.byteSize()) {
      int lead = text.get(JAVA_BYTE, at) & 0xff;
      int tail = tailBytes(lead);
      if (tail < 0 || at + tail >= text.byteSize()) {
        return false;
      }
      for (int i = 1; i <= tail; i++) {
        int next = text.get(JAVA_BYTE, at + i) & 0xff;
        int low = i == 1 ? lowestSecond(lead) : 0x80;
        int high = i == 1 ? highestSecond(lead) : 0xbf;
        if (next < low || next > high) {
          return false;
        }
      }
      at += tail + 1L;
    }
    return true;
  }

  private static int tailBytes(int lead) {
    if (lead < 0x80) {
      return 0;
    }
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 1;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 2;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
  }

  private static int lowestSecond(int lead) {
    return switch (lead) {
      case 0xe0 -> 0xa0;
      case 0xf0 -> 0x90;
      default -> 0x80;
    };
  }

  private static int highestSecond(int lead) {
    return switch (lead) {
      case 0xed -> 0x9f;
      case 0xf4 -> 0x8f;
      default -> 0xbf;
    };
  }
}
