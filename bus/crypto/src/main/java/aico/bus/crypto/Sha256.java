package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * SHA-256 (FIPS 180-4) by libcrypto, for what is hashed often: without the JVM's second compiler,
 * which the services do without, the JDK's takes twenty times as long.
 */
public final class Sha256 {
  public static final int HASH_BYTES = 32;

  /** The longest that is hashed in the thread's own memory; anything longer gets some for once. */
  private static final int KEPT_BYTES = 64 * 1024 + 256;

  private static final ThreadLocal<MemorySegment> MEMORY =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(KEPT_BYTES + HASH_BYTES));

  private Sha256() {}

  /** The hash of these bytes. */
  public static byte[] of(byte[] bytes) {
    MemorySegment memory = memory(bytes.length);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, HASH_BYTES, bytes.length);
    return hash(memory, bytes.length);
  }

  /** The hash of one byte and those behind it. */
  public static byte[] of(byte first, byte[] bytes) {
    MemorySegment memory = memory(bytes.length + 1);
    memory.set(JAVA_BYTE, HASH_BYTES, first);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, HASH_BYTES + 1, bytes.length);
    return hash(memory, bytes.length + 1L);
  }

  private static MemorySegment memory(int size) {
    return size <= KEPT_BYTES ? MEMORY.get() : Arena.ofAuto().allocate(size + (long) HASH_BYTES);
  }

  private static byte[] hash(MemorySegment memory, long size) {
    LibCrypto.sha256(memory.asSlice(HASH_BYTES, size), size, memory);
    return memory.asSlice(0, HASH_BYTES).toArray(JAVA_BYTE);
  }
}
