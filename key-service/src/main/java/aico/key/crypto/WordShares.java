package aico.key.crypto;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryShares;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Recovery shares of 25 words each, to be printed or copied by hand; {@link WordKit} reads them.
 */
public final class WordShares implements RecoveryShares {
  private final SecureRandom random = new SecureRandom();

  @Override
  public List<SecretBytes> texts(SecretBytes secret, String user, String slotId, LocalDate date) {
    List<SecretSplitter.Share> shares = SecretSplitter.split(secret, random);
    List<SecretBytes> texts = new ArrayList<>();
    try {
      for (SecretSplitter.Share share : shares) {
        texts.add(text(share, user, slotId, date));
      }
      return List.copyOf(texts);
    } catch (RuntimeException failed) {
      texts.forEach(SecretBytes::close);
      throw failed;
    } finally {
      shares.forEach(SecretSplitter.Share::close);
    }
  }

  private static SecretBytes text(
      SecretSplitter.Share share, String user, String slotId, LocalDate date) {
    try (SecretBytes scratch = SecretBytes.allocate(WordPage.TEXT_LIMIT_BYTES);
        SecretBytes bits = ShareWords.bits(share.share(), share.number())) {
      MemorySegment page = scratch.segment();
      int at =
          WordPage.put(
              page,
              0,
              """
              AICO RECOVERY SHARE %d OF %d

              USER    %s
              KEY ID  %s
              DATE    %s

              """
                  .formatted(share.number(), SHARES, user, slotId, date));
      at += WordPage.words(page, at, bits.segment(), ShareWords.WORDS);
      at +=
          WordPage.put(
              page,
              at,
              """

              Any two of the three shares together open everything that this user has
              encrypted; one alone opens nothing. Give each to another person whom you
              trust, and keep no two in one place. They go with the key file
              keys/%s.json: include that in your backups.
              """
                  .formatted(user));
      return scratch.firstBytes(at);
    }
  }
}
