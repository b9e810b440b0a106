package aico.audit.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a log signs about itself (C2SP tlog-checkpoint): {@code origin\nsize\nbase64(root)\n} and
 * one extension line, {@code time <RFC 3339>\n}. The specification advises against extension lines;
 * the time stands there because nothing else in a checkpoint would say when it was signed.
 *
 * @param size leaves in the tree
 * @param root {@code MTH} over them, 32 bytes
 * @param time when it was signed, by the log's clock; null in a checkpoint of another kind of log
 */
public record Checkpoint(String origin, long size, byte[] root, @Nullable Instant time) {
  private static final String TIME = "time ";

  /** The text that is signed. */
  public String text() {
    String head = origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    return time == null ? head : head + TIME + time + "\n";
  }

  /** The signed note; the signer gives the Ed25519 signature of {@code vkey}'s secret key. */
  public byte[] sign(Vkey vkey, UnaryOperator<byte[]> signer) {
    return SignedNote.sign(text(), vkey, signer).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the two say the same about the tree. */
  public boolean sameTree(Checkpoint other) {
    return size == other.size && Arrays.equals(root, other.root);
  }

  /**
   * Reads a checkpoint that this key signed.
   *
   * @throws AuditLogException when it is malformed, of another origin, or not signed by the key
   */
  public static Checkpoint open(byte[] note, Vkey vkey) {
    String[] lines = SignedNote.open(note, vkey).split("\n", -1);
    // split leaves an empty string behind the last newline
    if (lines.length < 4) {
      throw new AuditLogException("checkpoint: fewer than three lines");
    }
    if (!lines[0].equals(vkey.name())) {
      throw new AuditLogException("checkpoint: origin: of another log");
    }
    Instant time = null;
    for (int i = 3; i < lines.length - 1; i++) {
      if (lines[i].startsWith(TIME)) {
        time = time(lines[i].substring(TIME.length()));
      }
    }
    return new Checkpoint(lines[0], size(lines[1]), root(lines[2]), time);
  }

  static long size(String line) {
    if (!line.matches("0|[1-9][0-9]{0,18}")) {
      throw new AuditLogException("checkpoint: size: not a number");
    }
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw new AuditLogException("checkpoint: size: beyond 2^63", e);
    }
  }

  static byte[] root(String line) {
    byte[] root;
    try {
      root = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      throw new AuditLogException("checkpoint: root: not base64", e);
    }
    if (root.length != Hashes.SIZE_BYTES) {
      throw new AuditLogException("checkpoint: root: " + root.length + " bytes (expected: 32)");
    }
    return root;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new AuditLogException("checkpoint: time: not RFC 3339", e);
    }
  }
}
