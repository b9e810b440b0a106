package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Two secrets as one, for a single sealed frame: the size of the first as 2 bytes, the higher one
 * first, then the first, then the second to the end. Never on the heap.
 */
public final class SecretPair implements AutoCloseable {
  private static final int SIZE_BYTES = 2;

  /** What two bytes can say. */
  private static final int FIRST_MAX_SIZE_BYTES = 0xffff;

  private final SecretBytes first;
  private final SecretBytes second;

  private SecretPair(SecretBytes first, SecretBytes second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Both as one, for the caller to close; neither is closed.
   *
   * @throws IllegalArgumentException when they are too long together
   */
  public static SecretBytes join(SecretBytes first, SecretBytes second) {
    if (first.sizeBytes() > FIRST_MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "secret: %d bytes (expected: <= %d)".formatted(first.sizeBytes(), FIRST_MAX_SIZE_BYTES));
    }
    SecretBytes joined = SecretBytes.allocate(SIZE_BYTES + first.sizeBytes() + second.sizeBytes());
    MemorySegment target = joined.segment();
    target.set(JAVA_BYTE, 0, (byte) (first.sizeBytes() >> 8));
    target.set(JAVA_BYTE, 1, (byte) first.sizeBytes());
    MemorySegment.copy(first.segment(), 0, target, SIZE_BYTES, first.sizeBytes());
    MemorySegment.copy(
        second.segment(), 0, target, SIZE_BYTES + first.sizeBytes(), second.sizeBytes());
    return joined;
  }

  /**
   * Both again; {@code joined} is not closed.
   *
   * @throws CryptoException when it is too short for what it says
   */
  public static SecretPair split(SecretBytes joined) {
    int rest = joined.sizeBytes() - SIZE_BYTES;
    int firstSize =
        rest < 0 ? -1 : Byte.toUnsignedInt(joined.at(0)) << 8 | Byte.toUnsignedInt(joined.at(1));
    if (rest < 0 || firstSize > rest) {
      throw new MalformedPairException(joined.sizeBytes());
    }
    SecretBytes first = SecretBytes.copyOf(joined.segment().asSlice(SIZE_BYTES, firstSize));
    try {
      return new SecretPair(
          first,
          SecretBytes.copyOf(joined.segment().asSlice(SIZE_BYTES + firstSize, rest - firstSize)));
    } catch (RuntimeException noMemory) {
      first.close();
      throw noMemory;
    }
  }

  public SecretBytes first() {
    return first;
  }

  public SecretBytes second() {
    return second;
  }

  /** Zeroes both. */
  @Override
  public void close() {
    first.close();
    second.close();
  }
}
