package aico.audit.storage;

import aico.audit.EventFacts;
import aico.audit.EventIndex;
import aico.audit.EventSearch;
import aico.audit.IndexFeed;
import aico.audit.Leaves;
import aico.audit.Records;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A log of events of many kinds with its index, and the leaves once more in memory. */
final class IndexedLog implements AutoCloseable {
  static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");
  private static final List<String> PRINCIPALS =
      List.of("cli", "key-service", "vault-service", "integrator/siem", "module/notes");
  private static final EventCode[] CODES = EventCode.values();

  final LogFolder folder;
  final SegmentStore store;
  final IndexFile file;
  final IndexFeed feed;
  final EventSearch search;
  final List<byte[]> leaves = new ArrayList<>();
  private final Random random;
  private final Thread thread;

  IndexedLog(Path root, String logId, long seed) {
    folder = new LogFolder(root.resolve("log"));
    random = new Random(seed);
    store = new SegmentStore(folder, logId, 0, 200_000, ChannelFile::open);
    file =
        new IndexFile(
            root.resolve("index"), logId, store::size, leaves(), () -> new PlacedLeaves(folder));
    feed = new IndexFeed(store::size, leaves(), file, System::nanoTime);
    search = new EventSearch(leaves(), () -> new PlacedLeaves(folder), feed, System::nanoTime);
    thread = Thread.ofPlatform().start(feed);
  }

  Leaves.Source leaves() {
    return LogReplay.of(folder, store);
  }

  /** Events some seconds apart, now and then one that a clock put earlier. */
  void append(int count) {
    for (int i = 0; i < count; i++) {
      Instant time = BEGIN.plusSeconds(10L * leaves.size());
      if (random.nextInt(50) == 0) {
        time = time.minusSeconds(random.nextInt(100_000));
      }
      append(event(), time);
    }
    store.commit();
    feed.committed();
  }

  private AuditEvent event() {
    AuditEvent event = AuditEvent.of(CODES[random.nextInt(CODES.length)]);
    if (random.nextInt(4) > 0) {
      String user = random.nextInt(3) == 0 ? null : random.nextInt(500) == 0 ? "guest" : "owner";
      event = event.by(PRINCIPALS.get(random.nextInt(PRINCIPALS.size())), user);
    }
    if (random.nextInt(3) == 0) {
      event = event.on(new Resource("vault", "v" + random.nextInt(20)));
    }
    if (random.nextInt(10) == 0) {
      event = event.failed();
    }
    return random.nextInt(300) == 0 ? event.on(new Resource("vault", "Zäpfchen")) : event;
  }

  void append(AuditEvent event, Instant time) {
    byte[] record =
        CloudEvents.encode(
            event, "vault-service", time, new UUID(random.nextLong(), random.nextLong()));
    byte[] leaf =
        new Leaf(leaves.size(), "vault-service", Records.INCARNATION, leaves.size() + 1L, record)
            .encode();
    leaves.add(leaf);
    store.append(leaf);
  }

  /** Waits until the index has all. */
  EventIndex indexed() {
    Awaitility.await()
        .until(() -> feed.index().filter(index -> index.next() == store.size()).isPresent());
    return feed.index().orElseThrow();
  }

  EventFacts facts(int sequence) {
    return EventFacts.of(leaves.get(sequence));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    feed.end();
    thread.join(10_000);
    store.close();
  }
}
