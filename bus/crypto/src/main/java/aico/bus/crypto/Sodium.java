package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What this module calls in libsodium besides {@link SodiumBox}, each under the name it has there.
 *
 * <p>Calls that take heap arrays are critical, that is, they hold up the collector while they run:
 * they are for inputs of at most {@link #CRITICAL_LIMIT_BYTES}.
 */
final class Sodium {
  /** 64 KiB take about 50 µs at libsodium's speed; a collection should not wait much longer. */
  static final int CRITICAL_LIMIT_BYTES = 64 * 1024;

  /** Lets a call take heap arrays where they are, without a copy. */
  static final Linker.Option HEAP = Linker.Option.critical(true);

  static final NativeLibrary LIBRARY = NativeLibraries.sodium();

  private static final MethodHandle MEMZERO =
      LIBRARY.bind("sodium_memzero", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG), HEAP);
  private static final MethodHandle MEMCMP =
      LIBRARY.bind(
          "sodium_memcmp", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG), HEAP);
  private static final MethodHandle RANDOM =
      LIBRARY.bind("randombytes_buf", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG), HEAP);
  private static final MethodHandle BIN2HEX =
      LIBRARY.bind(
          "sodium_bin2hex",
          FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG),
          HEAP);
  private static final MethodHandle HEX2BIN =
      LIBRARY.bind(
          "sodium_hex2bin",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
          HEAP);

  static {
    initialise();
  }

  private Sodium() {}

  /** Runs the static initialiser. */
  static void ready() {}

  private static void initialise() {
    MethodHandle init = LIBRARY.bind("sodium_init", FunctionDescriptor.of(JAVA_INT));
    int answer;
    try {
      answer = (int) init.invokeExact();
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("sodium_init", thrown);
    }
    if (answer < 0) {
      throw NativeCallFailed.of("sodium_init");
    }
  }

  /** Zeroes, and is never optimised away. */
  static void memzero(MemorySegment memory) {
    try {
      MEMZERO.invokeExact(memory, memory.byteSize());
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("sodium_memzero", thrown);
    }
  }

  /** Compares two segments of one size in a time that does not depend on their content. */
  static boolean equal(MemorySegment one, MemorySegment other) {
    try {
      return (int) MEMCMP.invokeExact(one, other, one.byteSize()) == 0;
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("sodium_memcmp", thrown);
    }
  }

  static void random(MemorySegment target) {
    try {
      RANDOM.invokeExact(target, target.byteSize());
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("randombytes_buf", thrown);
    }
  }

  /** Writes lower-case hex and one NUL: {@code hex} has to have room for twice {@code bin} + 1. */
  static void bin2hex(MemorySegment hex, MemorySegment bin) {
    if (hex.byteSize() < 2 * bin.byteSize() + 1) {
      throw new IllegalArgumentException("hex: " + hex.byteSize() + " bytes are too few");
    }
    try {
      MemorySegment written =
          (MemorySegment) BIN2HEX.invokeExact(hex, hex.byteSize(), bin, bin.byteSize());
      if (written.address() == 0 && hex.isNative()) {
        throw NativeCallFailed.of("sodium_bin2hex");
      }
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("sodium_bin2hex", thrown);
    }
  }

  /** Fills {@code bin} from twice as many hex digits of either case; false on anything else. */
  static boolean hex2bin(MemorySegment bin, MemorySegment hex) {
    if (hex.byteSize() != 2 * bin.byteSize()) {
      return false;
    }
    try {
      // With no place to report the end, anything but digits up to the end is a failure.
      return (int)
              HEX2BIN.invokeExact(
                  bin,
                  bin.byteSize(),
                  hex,
                  hex.byteSize(),
                  MemorySegment.NULL,
                  MemorySegment.NULL,
                  MemorySegment.NULL)
          == 0;
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("sodium_hex2bin", thrown);
    }
  }
}
