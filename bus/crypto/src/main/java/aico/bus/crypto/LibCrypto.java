package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What this module calls in OpenSSL 3's libcrypto, from native memory into native memory. */
final class LibCrypto {
  /** EVP_CIPHER_CTX_FLAG_WRAP_ALLOW of openssl/evp.h: without it wrapping modes are refused. */
  private static final int WRAP_ALLOW = 0x1;

  /** A cipher says "no" with 0 or less. */
  private static final int DONE = 1;

  private static final NativeLibrary LIBRARY = NativeLibraries.libcrypto();

  private static final FunctionDescriptor FETCH =
      FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor INIT =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor UPDATE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor FREE = FunctionDescriptor.ofVoid(ADDRESS);

  private static final MethodHandle CIPHER_CTX_NEW =
      LIBRARY.bind("EVP_CIPHER_CTX_new", FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle CIPHER_CTX_FREE = LIBRARY.bind("EVP_CIPHER_CTX_free", FREE);
  private static final MethodHandle CIPHER_CTX_SET_FLAGS =
      LIBRARY.bind("EVP_CIPHER_CTX_set_flags", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
  private static final MethodHandle ENCRYPT_INIT = LIBRARY.bind("EVP_EncryptInit_ex2", INIT);
  private static final MethodHandle ENCRYPT_UPDATE = LIBRARY.bind("EVP_EncryptUpdate", UPDATE);
  private static final MethodHandle DECRYPT_INIT = LIBRARY.bind("EVP_DecryptInit_ex2", INIT);
  private static final MethodHandle DECRYPT_UPDATE = LIBRARY.bind("EVP_DecryptUpdate", UPDATE);
  private static final MethodHandle KDF_CTX_NEW =
      LIBRARY.bind("EVP_KDF_CTX_new", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle KDF_CTX_FREE = LIBRARY.bind("EVP_KDF_CTX_free", FREE);
  private static final MethodHandle KDF_DERIVE =
      LIBRARY.bind(
          "EVP_KDF_derive", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle DIGEST =
      LIBRARY.bind(
          "EVP_Digest",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle CLEAR_ERRORS =
      LIBRARY.bind("ERR_clear_error", FunctionDescriptor.ofVoid());

  // Fetched once and kept until the process ends, as OpenSSL advises.
  private static final MemorySegment KEY_WRAP = fetch("EVP_CIPHER_fetch", "AES-256-WRAP-PAD");
  private static final MemorySegment HKDF = fetch("EVP_KDF_fetch", "HKDF");
  private static final MemorySegment SHA_256 = fetch("EVP_MD_fetch", "SHA2-256");

  private LibCrypto() {}

  /** Runs the static initialiser. */
  static void ready() {}

  private static MemorySegment fetch(String function, String algorithm) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fetched =
          (MemorySegment)
              LIBRARY
                  .bind(function, FETCH)
                  .invokeExact(
                      MemorySegment.NULL, arena.allocateFrom(algorithm), MemorySegment.NULL);
      if (fetched.address() == 0) {
        throw NativeCallFailed.of(function + " " + algorithm);
      }
      return fetched;
    } catch (Throwable thrown) {
      throw NativeCallFailed.of(function, thrown);
    }
  }

  /** SHA-256 of {@code size} bytes of {@code source} into {@code target}; they may overlap. */
  static void sha256(MemorySegment source, long size, MemorySegment target) {
    try {
      int answer =
          (int)
              DIGEST.invokeExact(
                  source, size, target, MemorySegment.NULL, SHA_256, MemorySegment.NULL);
      if (answer != DONE) {
        throw NativeCallFailed.of("EVP_Digest");
      }
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("EVP_Digest", thrown);
    }
  }

  /** AES-256-KWP; the bytes written to {@code target}, or 0 when the key or the input is wrong. */
  static int keyWrap(boolean wrap, MemorySegment key, MemorySegment source, MemorySegment target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment written = arena.allocate(JAVA_INT);
      MemorySegment context = (MemorySegment) CIPHER_CTX_NEW.invokeExact();
      if (context.address() == 0) {
        throw NativeCallFailed.of("EVP_CIPHER_CTX_new");
      }
      try {
        CIPHER_CTX_SET_FLAGS.invokeExact(context, WRAP_ALLOW);
        // No IV: the default one of RFC 5649, section 3, A65959A6.
        int ready =
            (int)
                (wrap ? ENCRYPT_INIT : DECRYPT_INIT)
                    .invokeExact(context, KEY_WRAP, key, MemorySegment.NULL, MemorySegment.NULL);
        if (ready != DONE) {
          throw NativeCallFailed.of("EVP_CipherInit_ex2");
        }
        int answer =
            (int)
                (wrap ? ENCRYPT_UPDATE : DECRYPT_UPDATE)
                    .invokeExact(context, target, written, source, (int) source.byteSize());
        return answer == DONE ? Math.max(0, written.get(JAVA_INT, 0)) : 0;
      } finally {
        CIPHER_CTX_FREE.invokeExact(context);
        CLEAR_ERRORS.invokeExact();
      }
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("AES-256-WRAP-PAD", thrown);
    }
  }

  /** HKDF, both steps (RFC 5869, section 2), filling {@code target}. */
  static void hkdf(
      String digest,
      MemorySegment key,
      MemorySegment salt,
      MemorySegment info,
      MemorySegment target) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment digestName = arena.allocateFrom(digest);
      MemorySegment params =
          new OsslParams(arena, 4)
              .text("digest", digestName)
              .octets("key", key)
              .octets("salt", salt)
              .octets("info", info)
              .end();
      MemorySegment context = (MemorySegment) KDF_CTX_NEW.invokeExact(HKDF);
      if (context.address() == 0) {
        throw NativeCallFailed.of("EVP_KDF_CTX_new");
      }
      try {
        int answer = (int) KDF_DERIVE.invokeExact(context, target, target.byteSize(), params);
        if (answer != DONE) {
          throw NativeCallFailed.of("EVP_KDF_derive");
        }
      } finally {
        KDF_CTX_FREE.invokeExact(context);
        CLEAR_ERRORS.invokeExact();
      }
    } catch (Throwable thrown) {
      throw NativeCallFailed.of("HKDF", thrown);
    }
  }

  static MemorySegment copyOf(Arena arena, byte[] bytes) {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
  }
}
