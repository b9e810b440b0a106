package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/** System calls about memory. Constants are those of Linux, the same on x86-64 and arm64. */
final class LibcMemory {
  static final int PROT_NONE = 0;
  static final int PROT_READ_WRITE = 3;
  static final int MADV_DONTFORK = 10;
  static final int MADV_DONTDUMP = 16;
  private static final int MAP_SHARED = 0x1;
  private static final int MAP_PRIVATE = 0x2;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;

  /** One number on all machines; glibc has no function for it. */
  private static final long SYS_MEMFD_SECRET = 447;

  private static final int EPERM = 1;
  private static final int EACCES = 13;
  private static final int ENOSYS = 38;

  private static final NativeLibrary LIBRARY = NativeLibrary.libc();
  private static final MethodHandle GETPAGESIZE =
      LIBRARY.bind("getpagesize", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle SYSCALL =
      LIBRARY.bind(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Libc.WITH_ERRNO,
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle FTRUNCATE =
      LIBRARY.bind(
          "ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), Libc.WITH_ERRNO);
  private static final MethodHandle MMAP =
      LIBRARY.bind(
          "mmap",
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG),
          Libc.WITH_ERRNO);
  private static final MethodHandle MUNMAP =
      LIBRARY.bind("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG), Libc.WITH_ERRNO);
  private static final MethodHandle MPROTECT =
      LIBRARY.bind(
          "mprotect",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
          Libc.WITH_ERRNO);
  private static final MethodHandle MADVISE =
      LIBRARY.bind(
          "madvise",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
          Libc.WITH_ERRNO);
  private static final MethodHandle MLOCK =
      LIBRARY.bind("mlock", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG), Libc.WITH_ERRNO);

  private LibcMemory() {}

  /** 4096 on x86-64, up to 65536 on arm64. */
  static int pageSize() {
    try {
      return (int) GETPAGESIZE.invokeExact();
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("getpagesize", thrown);
    }
  }

  /**
   * Whether this kernel gives hidden pages to this process: it may be too old, built or booted
   * without them, or a container's filter may refuse.
   */
  static boolean hasMemfdSecret() {
    try (FileDescriptor descriptor = memfdSecret()) {
      return descriptor.number() >= 0;
    } catch (SystemCallException refused) {
      if (Set.of(ENOSYS, EPERM, EACCES).contains(refused.errno())) {
        return false;
      }
      throw refused;
    }
  }

  static FileDescriptor memfdSecret() {
    return new FileDescriptor(
        (int)
            Libc.call(
                "memfd_secret",
                "",
                state ->
                    (long) SYSCALL.invokeExact(state, SYS_MEMFD_SECRET, (long) Libc.O_CLOEXEC)));
  }

  static void ftruncate(int descriptor, long sizeBytes) {
    Libc.call(
        "ftruncate",
        "fd " + descriptor,
        state -> (int) FTRUNCATE.invokeExact(state, descriptor, sizeBytes));
  }

  /** Inaccessible pages that take an address and nothing else. */
  static MemorySegment reserve(long sizeBytes) {
    return map(MemorySegment.NULL, sizeBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  }

  /** Puts the pages of a file in place of reserved ones. */
  static void mapShared(MemorySegment place, int descriptor) {
    map(place, place.byteSize(), PROT_READ_WRITE, MAP_SHARED | MAP_FIXED, descriptor);
  }

  private static MemorySegment map(
      MemorySegment place, long sizeBytes, int access, int flags, int descriptor) {
    long address =
        Libc.call(
            "mmap",
            sizeBytes + " bytes",
            state ->
                (long) MMAP.invokeExact(state, place, sizeBytes, access, flags, descriptor, 0L));
    return MemorySegment.ofAddress(address).reinterpret(sizeBytes);
  }

  static void munmap(MemorySegment place) {
    Libc.call(
        "munmap",
        place.byteSize() + " bytes",
        state -> (int) MUNMAP.invokeExact(state, place, place.byteSize()));
  }

  static void mprotect(MemorySegment place, int access) {
    Libc.call(
        "mprotect",
        place.byteSize() + " bytes",
        state -> (int) MPROTECT.invokeExact(state, place, place.byteSize(), access));
  }

  static void madvise(MemorySegment place, int advice) {
    Libc.call(
        "madvise",
        place.byteSize() + " bytes",
        state -> (int) MADVISE.invokeExact(state, place, place.byteSize(), advice));
  }

  static void mlock(MemorySegment place) {
    Libc.call(
        "mlock",
        place.byteSize() + " bytes",
        state -> (int) MLOCK.invokeExact(state, place, place.byteSize()));
  }
}
