package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit.Reading;
import aico.key.RecoveryShares;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A share as 25 words: 32 bytes of share, 3 bits of its number, and the first 16 bits of the
 * SHA-256 of the share and a byte with the number.
 */
final class ShareWords {
  static final int WORDS = 25;
  static final String WRONG_CHECKSUM =
      "checksum: does not match: a word is wrong, or words are exchanged";

  private static final int SHARE_SIZE_BYTES = RecoveryWords.SECRET_SIZE_BYTES;
  private static final int BITS_SIZE_BYTES =
      Math.ceilDiv(WORDS * RecoveryWords.BITS_PER_WORD, Byte.SIZE);

  private ShareWords() {}

  /** The bits of the words, for the caller to close. */
  static SecretBytes bits(SecretBytes share, int number) {
    SecretBytes bits = SecretBytes.allocate(BITS_SIZE_BYTES);
    try (SecretBytes numbered = SecretBytes.allocate(SHARE_SIZE_BYTES + 1)) {
      MemorySegment.copy(share.segment(), 0, numbered.segment(), 0, SHARE_SIZE_BYTES);
      numbered.segment().set(JAVA_BYTE, SHARE_SIZE_BYTES, (byte) number);
      try (SecretBytes digest = RecoveryWords.sha256(numbered)) {
        int checksum = unsigned(digest, 0) << Byte.SIZE | unsigned(digest, 1);
        MemorySegment target = bits.segment();
        MemorySegment.copy(share.segment(), 0, target, 0, SHARE_SIZE_BYTES);
        target.set(JAVA_BYTE, SHARE_SIZE_BYTES, (byte) (number << 5 | checksum >> 11));
        target.set(JAVA_BYTE, SHARE_SIZE_BYTES + 1, (byte) (checksum >> 3));
        target.set(JAVA_BYTE, SHARE_SIZE_BYTES + 2, (byte) (checksum << 5));
        return bits;
      }
    } catch (RuntimeException failed) {
      bits.close();
      throw failed;
    }
  }

  /** What two shares hold together. */
  static Reading read(List<KitWords> texts) {
    if (texts.size() != RecoveryShares.THRESHOLD) {
      return new Reading.Mistyped(
          "recovery shares: %d (expected: %d)".formatted(texts.size(), RecoveryShares.THRESHOLD));
    }
    List<SecretSplitter.Share> shares = new ArrayList<>();
    try {
      for (int i = 0; i < texts.size(); i++) {
        String fault = add(shares, texts.get(i));
        if (!fault.isEmpty()) {
          return new Reading.Mistyped("share given as number %d: %s".formatted(i + 1, fault));
        }
      }
      if (shares.get(0).number() == shares.get(1).number()) {
        return new Reading.Mistyped("share %d: given twice".formatted(shares.get(0).number()));
      }
      return new Reading.SharedSecret(SecretSplitter.joined(shares));
    } finally {
      shares.forEach(SecretSplitter.Share::close);
    }
  }

  /** What is wrong; empty when nothing is. */
  private static String add(List<SecretSplitter.Share> shares, KitWords text) {
    switch (text.find(WORDS)) {
      case KitWords.Found.Fault(String fault) -> {
        return fault;
      }
      case KitWords.Found.Bits(SecretBytes found) -> {
        try (found) {
          SecretBytes share = found.firstBytes(SHARE_SIZE_BYTES);
          int number = unsigned(found, SHARE_SIZE_BYTES) >> 5;
          shares.add(new SecretSplitter.Share(number, share));
          try (SecretBytes expected = bits(share, number)) {
            boolean right = expected.constantTimeEquals(found);
            return right && number >= 1 && number <= RecoveryShares.SHARES ? "" : WRONG_CHECKSUM;
          }
        }
      }
    }
  }

  private static int unsigned(SecretBytes secret, int at) {
    return Byte.toUnsignedInt(secret.segment().get(JAVA_BYTE, at));
  }
}
