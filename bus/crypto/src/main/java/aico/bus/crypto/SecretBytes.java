package aico.bus.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A secret outside the Java heap.
 *
 * <p>The memory is that of {@link SecretPages#ofThisKernel}: hidden even from the kernel where it
 * can do that, else locked (never swapped) and left out of core files. It lies between inaccessible
 * guard pages, is in no forked process, and is zeroed by {@link #close}. No heap dump contains it.
 * Each secret takes at least one page of 4 KiB, which counts against RLIMIT_MEMLOCK.
 *
 * <p>System calls that copy (read, write, terminals, pipes, sockets) work on it. Those that hand
 * the pages themselves to the kernel do not: O_DIRECT, splicing, a file system that writes without
 * a cache.
 *
 * <p>Safe for use by several threads: closing waits for native calls that still read the memory,
 * and every use after that is an {@link IllegalStateException}, never a stray read.
 */
public final class SecretBytes implements AutoCloseable {
  /** Keys and passwords are small; a bound keeps a peer from using up the locked memory. */
  public static final int MAX_SIZE_BYTES = 64 * 1024;

  /** The longest native call with a secret is an Argon2id run of 1 GiB, about 2 s, 10 s if slow. */
  private static final long CLOSE_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  private static final long CLOSE_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;
  private volatile boolean closing;

  SecretBytes(int sizeBytes, SecretMemory memory) {
    if (sizeBytes < 0 || sizeBytes > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "secret: %d bytes (expected: 0 to %d)".formatted(sizeBytes, MAX_SIZE_BYTES));
    }
    segment = memory.take(sizeBytes).reinterpret(arena, memory::giveBack);
  }

  /**
   * A secret of zero bytes, to be filled through {@link #segment}.
   *
   * @throws LockedMemoryException when RLIMIT_MEMLOCK leaves no room
   * @throws IllegalArgumentException when the size is negative or over {@link #MAX_SIZE_BYTES}
   */
  public static SecretBytes allocate(int sizeBytes) {
    return new SecretBytes(sizeBytes, SecretMemory.ofThisKernel());
  }

  /** A secret of bytes from the system's random generator. */
  public static SecretBytes random(int sizeBytes) {
    SecretBytes secret = allocate(sizeBytes);
    Sodium.random(secret.segment);
    return secret;
  }

  /** Takes over what stands in {@code source} and zeroes it there, also when that fails. */
  public static SecretBytes copyOfAndWipe(byte[] source) {
    try {
      return copyOf(MemorySegment.ofArray(source));
    } finally {
      Arrays.fill(source, (byte) 0);
    }
  }

  /** A copy of native memory, which stays as it is. */
  public static SecretBytes copyOf(MemorySegment source) {
    SecretBytes secret = allocate(Math.toIntExact(source.byteSize()));
    MemorySegment.copy(source, 0, secret.segment, 0, source.byteSize());
    return secret;
  }

  /**
   * Reads a whole file straight into locked memory, with no copy on the heap.
   *
   * @param maxBytes the most that is accepted, at most {@link #MAX_SIZE_BYTES} - 1
   * @throws SystemCallException when it cannot be opened or read
   * @throws SecretTooLongException when there is more
   */
  public static SecretBytes readFrom(Path file, int maxBytes) {
    return SecretReader.readFile(file, maxBytes);
  }

  /** Like {@link #readFrom(Path, int)}, from an open file descriptor, which stays open. */
  public static SecretBytes readFrom(int fileDescriptor, int maxBytes) {
    return SecretReader.readAll(fileDescriptor, "fd " + fileDescriptor, maxBytes);
  }

  /**
   * The memory itself, for native calls. Do not keep it: it ends with this secret.
   *
   * @throws IllegalStateException when closed
   */
  public MemorySegment segment() {
    if (isClosed()) {
      throw new IllegalStateException("secret: closed");
    }
    return segment;
  }

  public int sizeBytes() {
    return (int) segment.byteSize();
  }

  public boolean isClosed() {
    return closing;
  }

  /** Equal size and content, in a time that does not depend on the content. */
  public boolean constantTimeEquals(SecretBytes other) {
    return sizeBytes() == other.sizeBytes() && Sodium.equal(segment(), other.segment());
  }

  /** A secret of its own with the same content. */
  public SecretBytes copy() {
    return copyOf(segment());
  }

  /**
   * A secret of its own with the first bytes of this one.
   *
   * @throws IndexOutOfBoundsException when there are fewer
   */
  public SecretBytes firstBytes(int sizeBytes) {
    return copyOf(segment().asSlice(0, sizeBytes));
  }

  /**
   * Zeroes and frees. From here on every new use is refused; native calls that other threads are in
   * are waited for. Closing again does nothing.
   */
  @Override
  public void close() {
    // First of all, or threads that keep using the secret would hold up the end forever.
    closing = true;
    long start = System.nanoTime();
    while (segment.scope().isAlive()) {
      try {
        arena.close();
      } catch (IllegalStateException inUse) {
        if (System.nanoTime() - start > CLOSE_LIMIT_NS) {
          throw new IllegalStateException("secret: still in use by a native call", inUse);
        }
        LockSupport.parkNanos(CLOSE_RETRY_NS);
      }
    }
  }

  /** A byte of the secret, for tests and checks of form; negative beyond 127 as in any byte. */
  byte at(long index) {
    return segment().get(ValueLayout.JAVA_BYTE, index);
  }

  @Override
  public String toString() {
    return "SecretBytes[%d bytes, redacted]".formatted(sizeBytes());
  }
}
