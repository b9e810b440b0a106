package aico.key.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * 256 random bits as 24 words of the English list of BIP-39, the last of which carries 8 bits of
 * checksum (SHA-256). The first four letters of a word tell it from all others, so that a word half
 * legible is still a word. Secrets stay in locked memory in both directions.
 */
final class RecoveryWords {
  static final int WORDS = 24;
  static final int SECRET_SIZE_BYTES = 32;

  static final int BITS_PER_WORD = 11;
  private static final int LIST_SIZE = 1 << BITS_PER_WORD;
  private static final int WORD_MAX_CHARS = 8;

  /** What tells a small letter from a capital in ASCII. */
  private static final int CASE_BIT = 0x20;

  private static final List<byte[]> LIST = load();

  private static final MethodHandle SHA256 =
      NativeLibraries.sodium()
          .bind("crypto_hash_sha256", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));

  private RecoveryWords() {}

  private static List<byte[]> load() {
    try (InputStream stream = RecoveryWords.class.getResourceAsStream("bip39-english.txt")) {
      if (stream == null) {
        throw new KeyException("bip39-english.txt: not in the jar");
      }
      List<byte[]> words =
          new BufferedReader(new InputStreamReader(stream, US_ASCII))
              .lines()
              .map(word -> word.getBytes(US_ASCII))
              .toList();
      if (words.size() != LIST_SIZE) {
        throw new KeyException(
            "bip39-english.txt: %d words (expected: %d)".formatted(words.size(), LIST_SIZE));
      }
      return words;
    } catch (IOException unreadable) {
      throw new KeyException("bip39-english.txt: cannot be read", unreadable);
    }
  }

  /** Writes word number {@code index}, from 0, to {@code target}; its length in bytes. */
  static int write(MemorySegment target, long offset, MemorySegment entropyAndChecksum, int index) {
    byte[] word = LIST.get(bits(entropyAndChecksum, index));
    MemorySegment.copy(word, 0, target, JAVA_BYTE, offset, word.length);
    return word.length;
  }

  /** The secret, and the first byte of its SHA-256 behind it. */
  static SecretBytes withChecksum(SecretBytes secret) {
    if (secret.sizeBytes() != SECRET_SIZE_BYTES) {
      throw new KeyException(
          "recovery secret: %d bytes (expected: %d)"
              .formatted(secret.sizeBytes(), SECRET_SIZE_BYTES));
    }
    SecretBytes longer = SecretBytes.allocate(SECRET_SIZE_BYTES + 1);
    try (SecretBytes digest = sha256(secret)) {
      MemorySegment.copy(secret.segment(), 0, longer.segment(), 0, SECRET_SIZE_BYTES);
      MemorySegment.copy(digest.segment(), 0, longer.segment(), SECRET_SIZE_BYTES, 1);
      return longer;
    } catch (RuntimeException failed) {
      longer.close();
      throw failed;
    }
  }

  /** SHA-256, 32 bytes, for the caller to close. */
  static SecretBytes sha256(SecretBytes secret) {
    SecretBytes digest = SecretBytes.allocate(32);
    try {
      int ignored =
          (int) SHA256.invokeExact(digest.segment(), secret.segment(), (long) secret.sizeBytes());
      return digest;
    } catch (RuntimeException | Error unchecked) {
      digest.close();
      throw unchecked;
    } catch (Throwable thrown) {
      digest.close();
      throw new KeyException("sha-256: the call failed", thrown);
    }
  }

  /** Which word of the list stands there, capitals or not; -1 when none does. */
  static int indexOf(MemorySegment text, long start, long length) {
    if (length > WORD_MAX_CHARS) {
      return -1;
    }
    for (int i = 0; i < LIST.size(); i++) {
      if (isWord(LIST.get(i), text, start, length)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isWord(byte[] word, MemorySegment text, long start, long length) {
    if (word.length != length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if ((text.get(JAVA_BYTE, start + i) | CASE_BIT) != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Bits {@code 11 * index} to {@code 11 * index + 10}, the first one the highest. */
  private static int bits(MemorySegment source, int index) {
    int value = 0;
    for (int bit = index * BITS_PER_WORD; bit < (index + 1) * BITS_PER_WORD; bit++) {
      value = value << 1 | source.get(JAVA_BYTE, bit / 8) >> (7 - bit % 8) & 1;
    }
    return value;
  }

  /** Writes the 11 bits of word number {@code index} of the list; they must be 0 before. */
  static void put(MemorySegment target, int index, int value) {
    for (int i = 0; i < BITS_PER_WORD; i++) {
      int bit = index * BITS_PER_WORD + i;
      int old = target.get(JAVA_BYTE, bit / 8);
      int set = (value >> (BITS_PER_WORD - 1 - i) & 1) << (7 - bit % 8);
      target.set(JAVA_BYTE, bit / 8, (byte) (old | set));
    }
  }
}
