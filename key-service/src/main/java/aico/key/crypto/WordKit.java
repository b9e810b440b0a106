package aico.key.crypto;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit;
import java.lang.foreign.MemorySegment;
import java.time.LocalDate;
import java.util.List;

/** A recovery kit of 24 words, to be printed or copied by hand. */
public final class WordKit implements RecoveryKit {
  @Override
  public SecretBytes text(SecretBytes secret, String user, String slotId, LocalDate date) {
    try (SecretBytes scratch = SecretBytes.allocate(WordPage.TEXT_LIMIT_BYTES);
        SecretBytes bits = RecoveryWords.withChecksum(secret)) {
      MemorySegment page = scratch.segment();
      int at = 0;
      at +=
          WordPage.put(
              page,
              at,
              """
              AICO RECOVERY KIT

              USER    %s
              KEY ID  %s
              DATE    %s

              """
                  .formatted(user, slotId, date));
      at += WordPage.words(page, at, bits.segment(), RecoveryWords.WORDS);
      at +=
          WordPage.put(
              page,
              at,
              """

              These 24 words open everything that this user has encrypted, without the
              master password. Copy them by hand or print them, keep them where you keep
              papers that cannot be replaced, and delete this file. They go with the key
              file keys/%s.json: include that in your backups.
              """
                  .formatted(user));
      return scratch.firstBytes(at);
    }
  }

  @Override
  public Reading read(SecretBytes text) {
    KitWords words = new KitWords(text.segment());
    List<KitWords> shares = words.parts(ShareWords.WORDS);
    if (shares.size() > 1) {
      return ShareWords.read(shares);
    }
    return switch (words.find(RecoveryWords.WORDS)) {
      case KitWords.Found.Fault(String fault) -> new Reading.Mistyped(fault);
      case KitWords.Found.Bits(SecretBytes bits) -> {
        try (bits) {
          yield checked(bits);
        }
      }
    };
  }

  private static Reading checked(SecretBytes found) {
    SecretBytes secret = found.firstBytes(RecoveryWords.SECRET_SIZE_BYTES);
    boolean right = false;
    try (SecretBytes expected = RecoveryWords.withChecksum(secret)) {
      right = expected.constantTimeEquals(found);
    } finally {
      if (!right) {
        secret.close();
      }
    }
    return right ? new Reading.Secret(secret) : new Reading.Mistyped(ShareWords.WRONG_CHECKSUM);
  }
}
