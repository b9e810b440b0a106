package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The few system calls that Java has no word for; those about memory are in {@link LibcMemory}.
 * Constants are those of Linux.
 */
final class Libc {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  static final int O_CLOEXEC = 0x80000;
  static final int PR_SET_DUMPABLE = 4;
  static final int PR_GET_DUMPABLE = 3;
  static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_MEMLOCK = 8;
  private static final int EINTR = 4;
  private static final int STRERROR_LIMIT_BYTES = 256;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");

  private static final NativeLibrary LIBRARY = NativeLibrary.libc();
  // open and prctl are variadic: their later arguments may travel differently on some machines.
  private static final MethodHandle OPEN =
      LIBRARY.bind(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          WITH_ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle PRCTL =
      LIBRARY.bind(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          WITH_ERRNO,
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle READ =
      LIBRARY.bind(
          "read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), WITH_ERRNO);
  private static final MethodHandle WRITE =
      LIBRARY.bind(
          "write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), WITH_ERRNO);
  private static final MethodHandle CLOSE =
      LIBRARY.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), WITH_ERRNO);
  private static final MethodHandle PIPE2 =
      LIBRARY.bind("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), WITH_ERRNO);
  private static final MethodHandle GETRLIMIT =
      LIBRARY.bind("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), WITH_ERRNO);
  private static final MethodHandle SETRLIMIT =
      LIBRARY.bind("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), WITH_ERRNO);
  private static final MethodHandle TCGETATTR =
      LIBRARY.bind("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), WITH_ERRNO);
  private static final MethodHandle TCSETATTR =
      LIBRARY.bind(
          "tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), WITH_ERRNO);
  private static final MethodHandle STRERROR =
      LIBRARY.bind("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  /** A call that gets the place for errno and answers below zero when it failed. */
  interface Call {
    long into(MemorySegment state) throws Throwable;
  }

  static long call(String name, String subject, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      while (true) {
        long answer = call.into(state);
        if (answer >= 0) {
          return answer;
        }
        int errno = (int) ERRNO.get(state, 0L);
        if (errno != EINTR) {
          throw new SystemCallException(name, subject, errno, strerror(errno));
        }
      }
    } catch (Throwable thrown) {
      throw NativeCallFailed.of(name, thrown);
    }
  }

  private static String strerror(int errno) throws Throwable {
    MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
    return text.reinterpret(STRERROR_LIMIT_BYTES).getString(0);
  }

  static FileDescriptor open(Path file, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(file.toString());
      return new FileDescriptor(
          (int)
              call(
                  "open", file.toString(), state -> (int) OPEN.invokeExact(state, name, flags, 0)));
    }
  }

  /** Bytes read, 0 at the end. */
  static long read(int descriptor, MemorySegment target, String source) {
    return call(
        "read",
        source,
        state -> (long) READ.invokeExact(state, descriptor, target, target.byteSize()));
  }

  static void writeAll(int descriptor, MemorySegment source, String target) {
    long written = 0;
    while (written < source.byteSize()) {
      MemorySegment rest = source.asSlice(written);
      written +=
          call(
              "write",
              target,
              state -> (long) WRITE.invokeExact(state, descriptor, rest, rest.byteSize()));
    }
  }

  /** Never tried again: after EINTR the number may already belong to another file. */
  static void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("close", thrown);
    }
  }

  /** Read end and write end, both closed in processes started later. */
  static FileDescriptor[] pipe() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      call("pipe2", "", state -> (int) PIPE2.invokeExact(state, ends, O_CLOEXEC));
      return new FileDescriptor[] {
        new FileDescriptor(ends.getAtIndex(JAVA_INT, 0)),
        new FileDescriptor(ends.getAtIndex(JAVA_INT, 1))
      };
    }
  }

  static int prctl(int option, long argument) {
    return (int)
        call(
            "prctl",
            Integer.toString(option),
            state -> (int) PRCTL.invokeExact(state, option, argument, 0L, 0L, 0L));
  }

  /** Soft and hard limit; -1 is no limit. */
  static long[] getrlimit(int resource) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(JAVA_LONG, 2);
      call(
          "getrlimit",
          Integer.toString(resource),
          state -> (int) GETRLIMIT.invokeExact(state, resource, limits));
      return limits.toArray(JAVA_LONG);
    }
  }

  static void setrlimit(int resource, long soft, long hard) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocateFrom(JAVA_LONG, soft, hard);
      call(
          "setrlimit",
          Integer.toString(resource),
          state -> (int) SETRLIMIT.invokeExact(state, resource, limits));
    }
  }

  static String memlockSoftLimit() {
    long soft = getrlimit(RLIMIT_MEMLOCK)[0];
    return soft == -1 ? "unlimited" : soft + " bytes";
  }

  static void tcgetattr(int descriptor, MemorySegment termios) {
    call(
        "tcgetattr",
        "fd " + descriptor,
        state -> (int) TCGETATTR.invokeExact(state, descriptor, termios));
  }

  static void tcsetattr(int descriptor, int when, MemorySegment termios) {
    call(
        "tcsetattr",
        "fd " + descriptor,
        state -> (int) TCSETATTR.invokeExact(state, descriptor, when, termios));
  }

  static MemorySegment ascii(Arena arena, String text) {
    MemorySegment withNul = arena.allocateFrom(text);
    return withNul.asSlice(0, withNul.byteSize() - ValueLayout.JAVA_BYTE.byteSize());
  }
}
