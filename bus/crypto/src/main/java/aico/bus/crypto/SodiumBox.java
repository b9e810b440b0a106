package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** libsodium's key pairs and sealed boxes, each under the name it has there. */
final class SodiumBox {
  private static final MethodHandle KEYPAIR =
      Sodium.LIBRARY.bind(
          "crypto_box_keypair", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), Sodium.HEAP);
  private static final MethodHandle BASE =
      Sodium.LIBRARY.bind(
          "crypto_scalarmult_base", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), Sodium.HEAP);
  private static final MethodHandle SEAL =
      Sodium.LIBRARY.bind(
          "crypto_box_seal",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS),
          Sodium.HEAP);
  private static final MethodHandle SEAL_OPEN =
      Sodium.LIBRARY.bind(
          "crypto_box_seal_open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
          Sodium.HEAP);

  static {
    Sodium.ready();
  }

  private SodiumBox() {}

  static void keypair(MemorySegment publicKey, MemorySegment secretKey) {
    int answer;
    try {
      answer = (int) KEYPAIR.invokeExact(publicKey, secretKey);
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_box_keypair", thrown);
    }
    if (answer != 0) {
      throw NativeCallFailed.of("crypto_box_keypair");
    }
  }

  static void publicKeyOf(MemorySegment publicKey, MemorySegment secretKey) {
    int answer;
    try {
      answer = (int) BASE.invokeExact(publicKey, secretKey);
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_scalarmult_base", thrown);
    }
    if (answer != 0) {
      throw NativeCallFailed.of("crypto_scalarmult_base");
    }
  }

  static boolean seal(MemorySegment sealed, MemorySegment plain, MemorySegment publicKey) {
    try {
      return (int) SEAL.invokeExact(sealed, plain, plain.byteSize(), publicKey) == 0;
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_box_seal", thrown);
    }
  }

  static boolean sealOpen(
      MemorySegment plain, MemorySegment sealed, MemorySegment publicKey, MemorySegment secretKey) {
    try {
      return (int) SEAL_OPEN.invokeExact(plain, sealed, sealed.byteSize(), publicKey, secretKey)
          == 0;
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("crypto_box_seal_open", thrown);
    }
  }
}
