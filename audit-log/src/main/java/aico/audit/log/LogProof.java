package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * That one event stands in a log, in a file of its own (C2SP tlog-proof): {@code
 * c2sp.org/tlog-proof@v1\n}, {@code extra base64(leaf)\n}, {@code index N\n}, the hashes of the
 * inclusion proof, each base64 in a line, an empty line, and the checkpoint. The leaf stands in the
 * extra data, so that the file with the log's public key is all that is needed; nothing in the file
 * is trusted but what the proof and the checkpoint's signature hold.
 *
 * @param index the leaf's place in the log
 * @param leaf the event as the log has it
 * @param path RFC 6962, section 2.1.1
 * @param note the signed checkpoint
 */
public record LogProof(long index, byte[] leaf, List<byte[]> path, byte[] note) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** A tree of 2^63 leaves has no longer paths. */
  private static final int PATH_MAX = 63;

  /** The longest leaf in base64, the longest path, and a note. */
  public static final int MAX_BYTES = 128 * 1024;

  /**
   * Makes the proof from the log's files.
   *
   * @param logFolder holds {@code segments/}, {@code tile/} and {@code checkpoint}
   * @throws AuditLogException when no checkpoint covers the leaf yet, or the log does not hold
   */
  public static LogProof make(Path logFolder, Vkey vkey, long index) {
    LogFolder folder = new LogFolder(logFolder);
    try {
      byte[] note = Files.readAllBytes(folder.checkpoint());
      Checkpoint checkpoint = Checkpoint.open(note, vkey);
      if (index < 0 || index >= checkpoint.size()) {
        throw new AuditLogException(
            "event: " + index + " (expected: below " + checkpoint.size() + ", as signed last)");
      }
      List<byte[]> path =
          Proofs.inclusion(index, checkpoint.size(), new TileHashes(folder, checkpoint.size()));
      LogProof proof = new LogProof(index, leaf(folder, index), path, note);
      proof.check(vkey);
      return proof;
    } catch (NoSuchFileException none) {
      throw new AuditLogException("checkpoint: missing", none);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] leaf(LogFolder folder, long index) {
    long first = folder.first();
    if (index < first) {
      throw new AuditLogException(
          "event: " + index + " (expected: from " + first + " on; what is before was pruned)");
    }
    try (LogReader reader = LogReader.open(folder, index)) {
      if (reader.next() instanceof LogReader.Next found) {
        return found.leaf();
      }
      throw new AuditLogException("event: " + index + ": not in the segments");
    }
  }

  /**
   * The checkpoint that this proof leads to, when it does and this key signed it, and the leaf says
   * of itself that it stands there.
   *
   * @throws AuditLogException when anything of that does not hold
   */
  public Checkpoint check(Vkey vkey) {
    Checkpoint checkpoint = Checkpoint.open(note, vkey);
    if (Leaf.sequenceOf(leaf) != index) {
      throw new AuditLogException("proof: the event says it is number " + Leaf.sequenceOf(leaf));
    }
    if (!Proofs.verifyInclusion(
        index, checkpoint.size(), Hashes.leaf(leaf), path, checkpoint.root())) {
      throw new AuditLogException("proof: does not lead from the event to the signed root");
    }
    return checkpoint;
  }

  /** The file's bytes. */
  public byte[] encode() {
    Base64.Encoder base64 = Base64.getEncoder();
    StringBuilder text =
        new StringBuilder(HEADER)
            .append('\n')
            .append(EXTRA)
            .append(base64.encodeToString(leaf))
            .append('\n')
            .append(INDEX)
            .append(index)
            .append('\n');
    path.forEach(hash -> text.append(base64.encodeToString(hash)).append('\n'));
    text.append('\n').append(new String(note, StandardCharsets.UTF_8));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a file; what is in it is not checked yet.
   *
   * @throws AuditLogException when it is no proof of this form
   */
  public static LogProof decode(byte[] file) {
    String text = utf8(file);
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new AuditLogException("proof: no checkpoint");
    }
    String[] lines = text.substring(0, end).split("\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw new AuditLogException("proof: does not start with " + HEADER);
    }
    if (lines.length < 3 || !lines[1].startsWith(EXTRA)) {
      throw new AuditLogException("proof: has no event in it");
    }
    byte[] leaf = base64(lines[1].substring(EXTRA.length()));
    if (!lines[2].matches(INDEX + "(0|[1-9][0-9]{0,17})")) {
      throw new AuditLogException("proof: index: not a number");
    }
    if (lines.length - 3 > PATH_MAX) {
      throw new AuditLogException("proof: too many hashes");
    }
    List<byte[]> path = new ArrayList<>();
    for (int i = 3; i < lines.length; i++) {
      byte[] hash = base64(lines[i]);
      if (hash.length != Hashes.SIZE_BYTES) {
        throw new AuditLogException("proof: hash: " + hash.length + " bytes (expected: 32)");
      }
      path.add(hash);
    }
    return new LogProof(
        Long.parseLong(lines[2].substring(INDEX.length())),
        leaf,
        path,
        text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
  }

  private static String utf8(byte[] file) {
    if (file.length > MAX_BYTES) {
      throw new AuditLogException(
          "proof: " + file.length + " bytes (expected: <= " + MAX_BYTES + ")");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      throw new AuditLogException("proof: not UTF-8", e);
    }
  }

  /** As an encoder writes it, so that no byte of a proof can change unseen. */
  private static byte[] base64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new AuditLogException("proof: not base64", e);
    }
    throw new AuditLogException("proof: not base64 as it is written");
  }
}
