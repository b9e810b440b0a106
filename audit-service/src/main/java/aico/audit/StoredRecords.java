package aico.audit;

import aico.audit.log.Hashes;
import aico.audit.log.Leaf;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rebuilds, leaf by leaf, what the log knows of its producers' records. */
public final class StoredRecords {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String REFUSED = ".refused\"";

  private final Duplicates duplicates;
  private final Generations generations;
  private final Forgotten forgotten;

  /** Nothing yet. */
  public StoredRecords() {
    this(new Duplicates(), new Generations(), new Forgotten());
  }

  private StoredRecords(Duplicates duplicates, Generations generations, Forgotten forgotten) {
    this.duplicates = duplicates;
    this.generations = generations;
    this.forgotten = forgotten;
  }

  /** All of it, for a snapshot: u32 length and content of each. */
  static byte[] encode(Duplicates duplicates, Generations generations, Forgotten forgotten) {
    List<byte[]> parts = List.of(duplicates.encode(), generations.encode(), forgotten.encode());
    ByteBuffer out =
        ByteBuffer.allocate(parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
    parts.forEach(part -> out.putInt(part.length).put(part));
    return out.array();
  }

  /**
   * Goes on from what was encoded.
   *
   * @throws AuditException when it is not what {@link #encode} makes
   */
  public static StoredRecords decode(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    Duplicates duplicates = Duplicates.decode(part(in));
    Generations generations = Generations.decode(part(in));
    // What was kept before anybody could be forgotten ends here.
    Forgotten forgotten = in.hasRemaining() ? Forgotten.decode(part(in)) : new Forgotten();
    return new StoredRecords(duplicates, generations, forgotten);
  }

  private static byte[] part(ByteBuffer in) {
    int length = in.remaining() < 4 ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new AuditException("records: cut off");
    }
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }

  /** Takes the next leaf. */
  public void add(byte[] bytes) {
    Leaf leaf = Leaf.decode(bytes);
    see(
        new Position(leaf.producer(), leaf.incarnation(), leaf.producerSequence()),
        Hashes.sha256().digest(leaf.record()));
    generations.see(leaf.producer(), leaf.record());
    forgotten.see(leaf.producer(), leaf.record());
    if (leaf.producer().equals(aico.bus.contract.Principals.AUDIT)) {
      addRefused(leaf.record());
    }
  }

  /** What was seen so far. */
  public Duplicates duplicates() {
    return duplicates;
  }

  /** The stores that the log tells of. */
  public Generations generations() {
    return generations;
  }

  /** Who is to be forgotten. */
  public Forgotten forgotten() {
    return forgotten;
  }

  /** A record that was refused has no leaf; the event about it tells its position. */
  private void addRefused(byte[] event) {
    if (!new String(event, StandardCharsets.UTF_8).contains(REFUSED)) {
      return;
    }
    JsonNode told;
    try {
      told = JSON.readTree(event).path("data").path("unmapped");
    } catch (IOException e) {
      throw new AuditException("own event: not JSON", e);
    }
    @Nullable String sha256 = told.path(Findings.SHA_256).textValue();
    @Nullable String producer = told.path(Findings.PRODUCER).textValue();
    @Nullable String incarnation = told.path(Findings.INCARNATION).textValue();
    long sequence = told.path(Findings.SEQUENCE).asLong(0);
    if (sha256 != null && producer != null && incarnation != null && sequence > 0) {
      see(new Position(producer, incarnation, sequence), HexFormat.of().parseHex(sha256));
    }
  }

  private void see(Position position, byte[] sha256) {
    duplicates.see(position, sha256);
    duplicates.keep();
  }
}
