package aico.detect;

/** Texts by 64 bits, where keeping them whole would cost memory. Not for an adversary's choice. */
final class Hashed {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Hashed() {}

  /**
   * FNV-1a over the UTF-16 units, finished by a mixer so that low bits are as good as high ones.
   */
  static long of(String text) {
    long hash = OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }
}
