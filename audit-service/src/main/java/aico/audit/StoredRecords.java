package aico.audit;

import aico.audit.log.Hashes;
import aico.audit.log.Leaf;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Rebuilds, leaf by leaf, what the log knows of its producers' records. */
public final class StoredRecords {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String REFUSED = ".refused\"";

  private final Duplicates duplicates;

  /** Nothing yet. */
  public StoredRecords() {
    this(new Duplicates());
  }

  /** Goes on from what is known. */
  public StoredRecords(Duplicates known) {
    duplicates = known;
  }

  /** Takes the next leaf. */
  public void add(byte[] bytes) {
    Leaf leaf = Leaf.decode(bytes);
    see(
        new Position(leaf.producer(), leaf.incarnation(), leaf.producerSequence()),
        Hashes.sha256().digest(leaf.record()));
    if (leaf.producer().equals(aico.bus.contract.Principals.AUDIT)) {
      addRefused(leaf.record());
    }
  }

  /** What was seen so far. */
  public Duplicates duplicates() {
    return duplicates;
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
