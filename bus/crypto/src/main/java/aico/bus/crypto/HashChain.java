package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code H(n) = SHA-256(H(n-1) ‖ item n)}, SHA-256 (FIPS 180-4) by libcrypto: the services run
 * without the compiler that knows the processor's SHA instructions. One thread only.
 */
public final class HashChain {
  public static final int HASH_BYTES = 32;

  private final int maxItemBytes;
  private final MemorySegment hashAndItem;

  /**
   * Goes on from a hash.
   *
   * @param hash {@code H(n-1)}, 32 bytes
   * @param maxItemBytes the longest item
   */
  public HashChain(byte[] hash, int maxItemBytes) {
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "hash: %d bytes (expected: %d)".formatted(hash.length, HASH_BYTES));
    }
    this.maxItemBytes = maxItemBytes;
    hashAndItem = Arena.ofAuto().allocate(HASH_BYTES + maxItemBytes);
    MemorySegment.copy(hash, 0, hashAndItem, JAVA_BYTE, 0, HASH_BYTES);
  }

  /** Adds an item: {@code length} of the bytes from {@code offset}. */
  public void add(byte[] bytes, int offset, int length) {
    if (length > maxItemBytes) {
      throw new IllegalArgumentException(
          "item: %d bytes (expected: <= %d)".formatted(length, maxItemBytes));
    }
    MemorySegment.copy(bytes, offset, hashAndItem, JAVA_BYTE, HASH_BYTES, length);
    LibCrypto.sha256(hashAndItem, HASH_BYTES + (long) length, hashAndItem);
  }

  /** The hash so far. */
  public byte[] current() {
    return hashAndItem.asSlice(0, HASH_BYTES).toArray(JAVA_BYTE);
  }
}
