package aico.audit.storage;

import aico.audit.Snapshot;
import aico.audit.log.Hashes;
import aico.audit.log.MerkleTree.Partial;
import aico.audit.log.Tile;
import aico.bus.crypto.Hex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code start.snapshot}. One that is damaged, of another log or of another version is as
 * good as none: then the whole log is read.
 */
public final class SnapshotFile {
  private static final byte[] MAGIC = "aicosnap".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;
  private static final int HASH_BYTES = 32;

  /** The windows of all producers, and some. */
  private static final int MAX_BYTES = 16 << 20;

  private static final System.Logger LOG = System.getLogger(SnapshotFile.class.getName());

  private final Path file;
  private final String logId;

  public SnapshotFile(Path file, String logId) {
    this.file = file;
    this.logId = logId;
  }

  /** Puts a snapshot in place of the one before; what it speaks of is on disk already. */
  public void write(Snapshot snapshot) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(MAGIC);
      out.writeInt(VERSION);
      out.write(Hex.decode(logId));
      out.writeLong(snapshot.treeSize());
      out.writeInt(snapshot.partials().size());
      for (Partial partial : snapshot.partials()) {
        out.writeInt(partial.tile().level());
        out.writeLong(partial.tile().index());
        out.writeInt(partial.tile().width());
        out.write(partial.hashes());
      }
      out.writeLong(snapshot.recordsSize());
      out.writeInt(snapshot.records().length);
      out.write(snapshot.records());
      out.write(Hashes.sha256().digest(bytes.toByteArray()));
      Durable.replace(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** The snapshot, if there is one that holds. */
  public Optional<Snapshot> read() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("too long");
      }
      return Optional.of(decode(Files.readAllBytes(file)));
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(
          System.Logger.Level.WARNING, "{0}: passed over: {1}", file.getFileName(), e.getMessage());
      return Optional.empty();
    }
  }

  private Snapshot decode(byte[] bytes) throws IOException {
    int end = bytes.length - HASH_BYTES;
    if (end < 0
        || !Arrays.equals(
            Hashes.sha256().digest(Arrays.copyOf(bytes, end)),
            Arrays.copyOfRange(bytes, end, bytes.length))) {
      throw new IOException("damaged");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC) || in.readInt() != VERSION) {
      throw new IOException("of another version");
    }
    if (!Hex.encode(in.readNBytes(16)).equals(logId)) {
      throw new IOException("of another log");
    }
    long treeSize = in.readLong();
    List<Partial> partials = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Tile tile = new Tile(in.readInt(), in.readLong(), in.readInt());
      partials.add(new Partial(tile, in.readNBytes(tile.width() * HASH_BYTES)));
    }
    return new Snapshot(treeSize, partials, in.readLong(), in.readNBytes(in.readInt()));
  }

  /** Deletes it: it was not true. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
