package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * libsodium's {@code crypto_aead_xchacha20poly1305_ietf}. A call whose plaintext lies in native
 * memory takes all its inputs from there and does not hold up the collector, so it may be long.
 */
final class SodiumAead {
  private static final FunctionDescriptor ENCRYPT_SHAPE =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS,
          ADDRESS);
  private static final FunctionDescriptor DECRYPT_SHAPE =
      FunctionDescriptor.of(
          JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS,
          ADDRESS);
  private static final String ENCRYPT_NAME = "crypto_aead_xchacha20poly1305_ietf_encrypt";
  private static final String DECRYPT_NAME = "crypto_aead_xchacha20poly1305_ietf_decrypt";
  private static final MethodHandle ENCRYPT =
      Sodium.LIBRARY.bind(ENCRYPT_NAME, ENCRYPT_SHAPE, Sodium.HEAP);
  private static final MethodHandle ENCRYPT_LONG = Sodium.LIBRARY.bind(ENCRYPT_NAME, ENCRYPT_SHAPE);
  private static final MethodHandle DECRYPT =
      Sodium.LIBRARY.bind(DECRYPT_NAME, DECRYPT_SHAPE, Sodium.HEAP);
  private static final MethodHandle DECRYPT_LONG = Sodium.LIBRARY.bind(DECRYPT_NAME, DECRYPT_SHAPE);

  private SodiumAead() {}

  static void encrypt(
      MemorySegment sealed,
      MemorySegment plain,
      MemorySegment context,
      MemorySegment nonce,
      MemorySegment key) {
    int answer;
    try {
      answer =
          (int)
              (plain.isNative() ? ENCRYPT_LONG : ENCRYPT)
                  .invokeExact(
                      sealed,
                      MemorySegment.NULL,
                      plain,
                      plain.byteSize(),
                      context,
                      context.byteSize(),
                      MemorySegment.NULL,
                      nonce,
                      key);
    } catch (Throwable thrown) {
      throw NativeCallFailed.of(ENCRYPT_NAME, thrown);
    }
    if (answer != 0) {
      throw NativeCallFailed.of(ENCRYPT_NAME);
    }
  }

  static boolean decrypt(
      MemorySegment plain,
      MemorySegment sealed,
      MemorySegment context,
      MemorySegment nonce,
      MemorySegment key) {
    try {
      return (int)
              (plain.isNative() ? DECRYPT_LONG : DECRYPT)
                  .invokeExact(
                      plain,
                      MemorySegment.NULL,
                      MemorySegment.NULL,
                      sealed,
                      sealed.byteSize(),
                      context,
                      context.byteSize(),
                      nonce,
                      key)
          == 0;
    } catch (Throwable thrown) {
      throw NativeCallFailed.of(DECRYPT_NAME, thrown);
    }
  }
}
