package aico.audit.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a key that signs a log's checkpoints for about a day, beside the log's own.
 * The log's key and the key of the day before sign it; then the latter is destroyed. So whoever
 * gets hold of the keys of today can make another today, but no other yesterday.
 *
 * @param number from 0
 * @param vkey its name is {@link #keyName}
 * @param size leaves in the tree when the epoch began
 * @param root the tree's root then, 32 bytes
 * @param since when it began, by the log's clock
 */
public record Epoch(long number, Vkey vkey, long size, byte[] root, Instant since) {
  private static final String SINCE = "since ";
  private static final int LINES = 6;

  /** The name of an epoch's key: also a name of the C2SP signed-note. */
  public static String keyName(String origin, long number) {
    return origin + "/epoch/" + number;
  }

  /** The origin of the log that it belongs to. */
  private String origin() {
    String name = vkey.name();
    return name.substring(0, name.length() - ("/epoch/" + number).length());
  }

  /** The text that is signed: the name, the key, size and root as in a checkpoint, the time. */
  public String text() {
    return "%s/epoch\n%d\n%s\n%d\n%s\n%s%s\n"
        .formatted(
            origin(), number, vkey, size, Base64.getEncoder().encodeToString(root), SINCE, since);
  }

  /**
   * The signed note.
   *
   * @param previous the key of the epoch before, or null for the first epoch
   */
  public byte[] sign(
      Vkey log,
      UnaryOperator<byte[]> logSigner,
      @Nullable Vkey previous,
      @Nullable UnaryOperator<byte[]> previousSigner) {
    String note = SignedNote.sign(text(), log, logSigner);
    if (previous != null && previousSigner != null) {
      note = SignedNote.cosign(note, previous, previousSigner);
    }
    return note.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a certificate that both keys signed.
   *
   * @param previous the key of the epoch before, or null for the first epoch
   * @throws AuditLogException when it is malformed, another epoch's, or not signed by both
   */
  public static Epoch open(byte[] note, Vkey log, long number, @Nullable Vkey previous) {
    String text = SignedNote.open(note, log);
    if (previous != null) {
      SignedNote.open(note, previous);
    }
    String[] lines = text.split("\n", -1);
    if (lines.length != LINES + 1 || !lines[0].equals(log.name() + "/epoch")) {
      throw new AuditLogException("epoch: malformed");
    }
    if (!lines[1].equals(Long.toString(number))) {
      throw new AuditLogException("epoch: number: " + lines[1] + " (expected: " + number + ")");
    }
    Vkey vkey = Vkey.parse(lines[2]);
    if (!vkey.name().equals(keyName(log.name(), number))) {
      throw new AuditLogException("epoch: key: another name");
    }
    if (!lines[5].startsWith(SINCE)) {
      throw new AuditLogException("epoch: since: missing");
    }
    try {
      return new Epoch(
          number,
          vkey,
          Checkpoint.size(lines[3]),
          Checkpoint.root(lines[4]),
          Instant.parse(lines[5].substring(SINCE.length())));
    } catch (DateTimeException e) {
      throw new AuditLogException("epoch: since: not RFC 3339", e);
    }
  }
}
