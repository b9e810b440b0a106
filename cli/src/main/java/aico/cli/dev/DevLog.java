package aico.cli.dev;

import aico.audit.log.Checkpoint;
import aico.audit.log.Hashes;
import aico.audit.log.Leaf;
import aico.audit.log.Proofs;
import aico.audit.log.Vkey;
import aico.bus.crypto.Ed25519Key;
import aico.cli.Scenario;
import aico.cli.Scenario.Deed;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A log in memory: the leaves of a scenario, their tree, and a checkpoint signed with a key that is
 * thrown away with it. The leaves follow from scenario and seed alone, byte for byte.
 */
public final class DevLog implements AutoCloseable {
  private static final Instant BEGIN = Instant.parse("2026-01-01T08:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(7);

  private final SampleEvents samples = new SampleEvents();
  private final Scenario.Course course;
  private final Random random;
  private final String incarnation;
  private final Ed25519Key key = Ed25519Key.generate();
  private final Vkey vkey;
  private final List<DevEvent> events = new ArrayList<>();
  private final List<List<byte[]>> levels = new ArrayList<>();
  private final Map<String, Long> places = new HashMap<>();

  /** An event with what a filter asks for. */
  record DevEvent(byte[] leaf, Instant time, String code, int classUid, int severity) {}

  public DevLog(Scenario scenario, long seed) {
    course = scenario.course(seed);
    random = new Random(seed);
    byte[] id = new byte[16];
    random.nextBytes(id);
    incarnation = HexFormat.of().formatHex(id);
    vkey = new Vkey("aico.local/dev", key.publicKey());
  }

  public Vkey vkey() {
    return vkey;
  }

  /** The scenario goes on by so many events. */
  public synchronized void grow(int count) {
    for (int i = 0; i < count; i++) {
      Deed deed = course.next();
      Instant time = BEGIN.plus(STEP.multipliedBy(events.size()));
      ObjectNode event = samples.of(deed, time, new UUID(random.nextLong(), random.nextLong()));
      String producer = event.path("source").asText();
      byte[] leaf =
          new Leaf(
                  events.size(),
                  producer,
                  incarnation,
                  places.merge(producer, 1L, Long::sum),
                  event.toString().getBytes(StandardCharsets.UTF_8))
              .encode();
      events.add(
          new DevEvent(
              leaf, time, deed.code(), event.at("/data/class_uid").asInt(), deed.severity()));
      addHash(0, Hashes.leaf(leaf));
    }
  }

  private void addHash(int height, byte[] hash) {
    if (levels.size() == height) {
      levels.add(new ArrayList<>());
    }
    List<byte[]> level = levels.get(height);
    level.add(hash);
    if (level.size() % 2 == 0) {
      addHash(height + 1, Hashes.node(level.get(level.size() - 2), hash));
    }
  }

  synchronized int size() {
    return events.size();
  }

  synchronized DevEvent event(long sequence) {
    return events.get((int) sequence);
  }

  /** The checkpoint over all of it, a signed note. */
  synchronized String checkpoint() {
    byte[] root = Proofs.root(0, events.size(), this::hash);
    Instant time = BEGIN.plus(STEP.multipliedBy(events.size()));
    return new String(
        new Checkpoint(vkey.name(), events.size(), root, time).sign(vkey, key::sign),
        StandardCharsets.UTF_8);
  }

  /** Between two sizes, or {@link aico.audit.log.AuditLogException}. */
  synchronized List<byte[]> proof(long from, long to) {
    if (to > events.size()) {
      throw new aico.audit.log.AuditLogException(
          "to: " + to + " (expected: <= " + events.size() + ")");
    }
    return Proofs.consistency(from, to, this::hash);
  }

  private byte[] hash(int height, long index) {
    return levels.get(height).get((int) index);
  }

  @Override
  public void close() {
    key.close();
  }
}
