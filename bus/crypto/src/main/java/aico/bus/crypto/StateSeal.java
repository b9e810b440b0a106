package aico.bus.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/**
 * Authenticated encryption of state at rest: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03,
 * section 2). The form is nonce (24 random bytes) ‖ ciphertext ‖ tag (16 bytes). 2^80 states may be
 * sealed under one key before two nonces are likely to meet.
 */
public final class StateSeal {
  public static final int KEY_BYTES = 32;
  public static final int NONCE_BYTES = 24;
  public static final int TAG_BYTES = 16;

  /** What a sealed state is longer than its content. */
  public static final int OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES;

  /** State files are small; beyond this something is wrong. */
  public static final int MAX_SIZE_BYTES = 64 * 1024 * 1024;

  private StateSeal() {}

  /**
   * Seals {@code plaintext}, bound to {@code aad}.
   *
   * @param key 32 bytes
   * @param aad what the state is for, such as file and version; not secret, not stored
   * @return 40 bytes more than the plaintext
   */
  public static byte[] seal(SecretBytes key, byte[] aad, byte[] plaintext) {
    requireSizes(key, plaintext.length, aad.length);
    byte[] sealed = new byte[plaintext.length + OVERHEAD_BYTES];
    MemorySegment whole = MemorySegment.ofArray(sealed);
    MemorySegment nonce = whole.asSlice(0, NONCE_BYTES);
    Sodium.random(nonce);
    MemorySegment body = whole.asSlice(NONCE_BYTES);
    MemorySegment plain = MemorySegment.ofArray(plaintext);
    MemorySegment context = MemorySegment.ofArray(aad);
    if (Math.max(plaintext.length, aad.length) <= Sodium.CRITICAL_LIMIT_BYTES) {
      SodiumAead.encrypt(body, plain, context, nonce, key.segment());
      return sealed;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nativePlain = copyOf(arena, plain);
      MemorySegment nativeBody = arena.allocate(body.byteSize());
      try {
        SodiumAead.encrypt(
            nativeBody, nativePlain, copyOf(arena, context), copyOf(arena, nonce), key.segment());
        body.copyFrom(nativeBody);
        return sealed;
      } finally {
        Sodium.memzero(nativePlain);
      }
    }
  }

  /**
   * Opens what {@link #seal} made with the same key and {@code aad}.
   *
   * @throws UnsealException when key or aad are others, or the state was cut short or altered
   */
  public static byte[] open(SecretBytes key, byte[] aad, byte[] sealed) {
    int sizeBytes = sealed.length - OVERHEAD_BYTES;
    if (sizeBytes < 0) {
      throw new UnsealException(
          "sealed state: %d bytes (expected: >= %d)".formatted(sealed.length, OVERHEAD_BYTES));
    }
    requireSizes(key, sizeBytes, aad.length);
    byte[] plaintext = new byte[sizeBytes];
    MemorySegment whole = MemorySegment.ofArray(sealed);
    MemorySegment nonce = whole.asSlice(0, NONCE_BYTES);
    MemorySegment body = whole.asSlice(NONCE_BYTES);
    MemorySegment plain = MemorySegment.ofArray(plaintext);
    MemorySegment context = MemorySegment.ofArray(aad);
    if (Math.max(sizeBytes, aad.length) <= Sodium.CRITICAL_LIMIT_BYTES) {
      requireOpened(SodiumAead.decrypt(plain, body, context, nonce, key.segment()));
      return plaintext;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment nativePlain = arena.allocate(sizeBytes);
      try {
        requireOpened(
            SodiumAead.decrypt(
                nativePlain,
                copyOf(arena, body),
                copyOf(arena, context),
                copyOf(arena, nonce),
                key.segment()));
        plain.copyFrom(nativePlain);
        return plaintext;
      } finally {
        Sodium.memzero(nativePlain);
      }
    }
  }

  /**
   * Seals anew what {@link #seal} made under another key.
   *
   * @param former the key before; {@code current} the one that it is to be under
   * @return the same under the current key; nothing when it is that already
   * @throws UnsealException when it opens under neither
   */
  public static Optional<byte[]> reseal(
      SecretBytes former, SecretBytes current, byte[] aad, byte[] sealed) {
    byte[] plaintext;
    try {
      Arrays.fill(open(current, aad, sealed), (byte) 0);
      return Optional.empty();
    } catch (UnsealException notYet) {
      plaintext = open(former, aad, sealed);
    }
    try {
      return Optional.of(seal(current, aad, plaintext));
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  private static void requireOpened(boolean opened) {
    if (!opened) {
      throw new UnsealException("sealed state: not of this key and context, or altered");
    }
  }

  private static void requireSizes(SecretBytes key, int sizeBytes, int aadBytes) {
    if (key.sizeBytes() != KEY_BYTES) {
      throw new IllegalArgumentException(
          "key: %d bytes (expected: %d)".formatted(key.sizeBytes(), KEY_BYTES));
    }
    if (Math.max(sizeBytes, aadBytes) > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "state: %d bytes, context: %d bytes (expected: <= %d)"
              .formatted(sizeBytes, aadBytes, MAX_SIZE_BYTES));
    }
  }

  private static MemorySegment copyOf(Arena arena, MemorySegment source) {
    return arena.allocateFrom(
        ValueLayout.JAVA_BYTE, source, ValueLayout.JAVA_BYTE, 0, source.byteSize());
  }
}
