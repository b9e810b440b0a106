package aico.key.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The working memory of libargon2: mapped for one derivation, left out of core files, in huge pages
 * where the kernel gives them (a fifth of the time of 1 GiB goes into faulting small ones in), and
 * unmapped at the end. The library wipes it before it calls {@link #free}. Constants are those of
 * Linux.
 */
final class Argon2Memory {
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_DONTDUMP = 16;
  private static final long MAP_FAILED = -1;

  private static final int OK = 0;
  private static final int FAILED = -1;

  private static final MethodHandle MMAP =
      bind(
          "mmap",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MADVISE =
      bind("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle MUNMAP =
      bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  /** {@code int (*)(uint8_t **memory, size_t bytes)}. */
  static final MemorySegment ALLOCATE =
      callback(
          "allocate",
          MethodType.methodType(int.class, MemorySegment.class, long.class),
          FunctionDescriptor.of(JAVA_INT, ADDRESS.withTargetLayout(ADDRESS), JAVA_LONG));

  /** {@code void (*)(uint8_t *memory, size_t bytes)}. */
  static final MemorySegment FREE =
      callback(
          "free",
          MethodType.methodType(void.class, MemorySegment.class, long.class),
          FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));

  private Argon2Memory() {}

  private static MethodHandle bind(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }

  private static MemorySegment callback(
      String method, MethodType type, FunctionDescriptor descriptor) {
    try {
      return Linker.nativeLinker()
          .upcallStub(
              MethodHandles.lookup().findStatic(Argon2Memory.class, method, type),
              descriptor,
              Arena.global());
    } catch (ReflectiveOperationException gone) {
      throw new ExceptionInInitializerError(gone);
    }
  }

  /** Called by the library. An exception here would end the process: it is a failure instead. */
  @SuppressWarnings("unused") // by name, in callback
  private static int allocate(MemorySegment target, long sizeBytes) {
    try {
      MemorySegment memory =
          (MemorySegment)
              MMAP.invokeExact(
                  MemorySegment.NULL, sizeBytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
      if (memory.address() == MAP_FAILED) {
        return FAILED;
      }
      // A kernel without the one or the other says no, and nothing else changes.
      int ignoredHuge = (int) MADVISE.invokeExact(memory, sizeBytes, MADV_HUGEPAGE);
      int ignoredDump = (int) MADVISE.invokeExact(memory, sizeBytes, MADV_DONTDUMP);
      target.set(ADDRESS, 0, memory);
      return OK;
    } catch (Throwable failed) {
      return FAILED;
    }
  }

  /** Called by the library. */
  @SuppressWarnings("unused") // by name, in callback
  private static void free(MemorySegment memory, long sizeBytes) {
    try {
      int ignored = (int) MUNMAP.invokeExact(memory, sizeBytes);
    } catch (Throwable failed) {
      // Nothing can be done about it, and the content is wiped already.
    }
  }
}
