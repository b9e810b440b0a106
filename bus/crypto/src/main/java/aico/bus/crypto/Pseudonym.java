package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Names that stand for names: keyed BLAKE2b (RFC 7693, section 2.9) by libsodium. Under one key a
 * name has always the same; without the key nobody can try out names.
 */
public final class Pseudonym {
  public static final int KEY_BYTES = 32;

  /** 80 bits: among a million names two meet by chance once in a trillion homes. */
  private static final int PSEUDONYM_BYTES = 10;

  /** The least that libsodium makes. */
  private static final int HASH_BYTES = 16;

  private static final Pattern FORM = Pattern.compile("p-[0-9a-f]{" + 2 * PSEUDONYM_BYTES + "}");

  private static final MethodHandle HASH =
      NativeLibraries.sodium()
          .bind(
              "crypto_generichash",
              FunctionDescriptor.of(
                  JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG),
              Linker.Option.critical(true));

  private Pseudonym() {}

  /**
   * {@code p-} and 20 hex digits.
   *
   * @param key 32 bytes
   * @param text UTF-8 of it is hashed
   * @throws IllegalStateException when the key is closed
   */
  public static String of(SecretBytes key, String text) {
    if (key.sizeBytes() != KEY_BYTES) {
      throw new IllegalArgumentException(
          "pseudonym key: %d bytes (expected: %d)".formatted(key.sizeBytes(), KEY_BYTES));
    }
    byte[] message = text.getBytes(UTF_8);
    byte[] hash = new byte[HASH_BYTES];
    int failed;
    try {
      failed =
          (int)
              HASH.invokeExact(
                  MemorySegment.ofArray(hash),
                  (long) HASH_BYTES,
                  MemorySegment.ofArray(message),
                  (long) message.length,
                  key.segment(),
                  (long) KEY_BYTES);
    } catch (Throwable e) {
      throw NativeCallFailed.of("crypto_generichash", e);
    }
    if (failed != 0) {
      throw NativeCallFailed.of("crypto_generichash");
    }
    return "p-" + Hex.encode(Arrays.copyOf(hash, PSEUDONYM_BYTES));
  }

  /** Whether a text has the form of one. */
  public static boolean is(String text) {
    return FORM.matcher(text).matches();
  }
}
