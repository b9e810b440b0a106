package aico.audit.storage;

import aico.audit.EventIndex;
import aico.audit.EventSearch;
import aico.audit.IndexFeed;
import aico.audit.Leaves;
import aico.audit.Records;
import aico.audit.log.Leaf;
import aico.audit.log.LogFolder;
import aico.bus.contract.EventFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Questions about a log of many events, asked of the service's own parts. {@code make FOLDER N}
 * writes the log and its index, {@code ask FOLDER N} opens both anew, asks, and prints one line:
 * opening until the first answer, the last 100 of a principal, the count of an hour, all in ms and
 * warm but the first, and the peak of the heap in MB.
 */
public final class QueryBench {
  private static final String LOG_ID = "0123456789abcdef0123456789abcdef";
  private static final Instant BEGIN = Instant.parse("2026-10-01T00:00:00Z");
  private static final long SPAN_MS = TimeUnit.DAYS.toMillis(30);
  private static final int BATCH = 5_000;
  private static final int WARM = 20;
  private static final int ASKED = 50;

  /** Of those that are asked for the rarest has one event in 500. */
  private static final int PRINCIPALS = 80;

  private static final String[] CODES = {
    "vault.mounted",
    "vault.unmounted",
    "key.handed_out",
    "token.issued",
    "decision.allowed",
    "decision.denied",
    "auth.login",
    "service.started"
  };

  private QueryBench() {}

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[1]);
    long events = Long.parseLong(args[2]);
    switch (args[0]) {
      case "make" -> make(root, events);
      case "ask" -> ask(root, events);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Not synced: what is measured is reading it. */
  private record Unsynced(AppendFile file) implements AppendFile {
    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      file.append(bytes);
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force() {}

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static void make(Path root, long events) throws Exception {
    LogFolder folder = new LogFolder(root.resolve("log"));
    Random random = new Random(7);
    try (SegmentStore store =
        new SegmentStore(
            folder,
            LOG_ID,
            0,
            SegmentStore.SEGMENT_MAX_BYTES,
            file -> new Unsynced(ChannelFile.open(file)))) {
      for (long i = 0; i < events; i++) {
        store.append(
            new Leaf(i, "vault-service", Records.INCARNATION, i + 1, event(i, events, random))
                .encode());
        if (i % BATCH == BATCH - 1 || i == events - 1) {
          store.commit();
        }
      }
      Leaves.Source leaves = from -> new LogReplay(folder, store, from);
      IndexFeed feed =
          new IndexFeed(
              store::size,
              leaves,
              new IndexFile(
                  root.resolve("index"),
                  LOG_ID,
                  store::size,
                  leaves,
                  () -> new PlacedLeaves(folder)),
              System::nanoTime);
      Thread thread = Thread.ofPlatform().start(feed);
      while (feed.index().map(EventIndex::next).orElse(0L) < events) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      feed.end();
      thread.join();
    }
  }

  /** As the catalogue has them: eight codes, a hundred principals, one much rarer than others. */
  private static byte[] event(long i, long events, Random random) {
    long time = BEGIN.toEpochMilli() + SPAN_MS * i / events;
    String code = CODES[random.nextInt(CODES.length)];
    int who = (int) (100 * random.nextDouble() * random.nextDouble());
    return ("{\"specversion\":\"1.0\",\"id\":\"00000000-0000-0000-0000-%012d\","
            + "\"source\":\"vault-service\",\"type\":\"aico.%s\",\"time\":\"%s\","
            + "\"datacontenttype\":\"application/json\",\"data\":{\"class_uid\":1001,"
            + "\"category_uid\":1,\"activity_id\":12,\"type_uid\":100112,\"severity_id\":1,"
            + "\"time\":%d,\"status_id\":1,\"metadata\":{\"version\":\"1.8.0\",\"product\":{"
            + "\"name\":\"AICO Security\",\"vendor_name\":\"AICO\",\"version\":\"0.1.0\"},"
            + "\"event_code\":\"%s\"},\"actor\":{\"app_name\":\"module/m%d\",\"user\":{"
            + "\"name\":\"owner\",\"uid\":\"owner\"}},\"file\":{\"name\":\"v%d\",\"type_id\":2}}}")
        .formatted(i, code, Instant.ofEpochMilli(time), time, code, who, random.nextInt(50))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void ask(Path root, long events) throws Exception {
    long start = System.nanoTime();
    LogFolder folder = new LogFolder(root.resolve("log"));
    try (SegmentStore store = new SegmentStore(folder, LOG_ID, events)) {
      Leaves.Source leaves = from -> new LogReplay(folder, store, from);
      IndexFeed feed =
          new IndexFeed(
              store::size,
              leaves,
              new IndexFile(
                  root.resolve("index"),
                  LOG_ID,
                  store::size,
                  leaves,
                  () -> new PlacedLeaves(folder)),
              System::nanoTime);
      Thread thread = Thread.ofPlatform().start(feed);
      while (feed.index().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      EventSearch search =
          new EventSearch(leaves, () -> new PlacedLeaves(folder), feed, System::nanoTime);
      last100(search, events, PRINCIPALS - 1);
      double openMs = millisSince(start);
      double last = median(i -> last100(search, events, i % PRINCIPALS));
      double count = median(i -> countHour(search, events, i));
      System.out.printf("%.1f %.2f %.2f %.1f%n", openMs, last, count, heapPeakMb());
      feed.end();
      thread.join();
    }
  }

  private interface Question {
    void ask(int i);
  }

  private static double median(Question question) {
    for (int i = 0; i < WARM; i++) {
      question.ask(i);
    }
    double[] took = new double[ASKED];
    for (int i = 0; i < ASKED; i++) {
      long start = System.nanoTime();
      question.ask(i);
      took[i] = millisSince(start);
    }
    Arrays.sort(took);
    return took[ASKED / 2];
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static void last100(EventSearch search, long events, int who) {
    EventFilter filter =
        new EventFilter("module/m" + who, null, null, null, null, null, null, null, null);
    List<byte[]> found =
        search.page(new EventSearch.Search(filter, true, events), -1, 100).events();
    if (found.size() != 100) {
      throw new IllegalStateException("found: " + found.size() + " (expected: 100)");
    }
  }

  private static void countHour(EventSearch search, long events, int which) {
    Instant from = BEGIN.plusSeconds(TimeUnit.HOURS.toSeconds(13L * (which % 50)) + 1234);
    EventFilter filter =
        new EventFilter(
            null,
            null,
            null,
            null,
            null,
            null,
            from.toString(),
            from.plusSeconds(3600).toString(),
            null);
    EventSearch.Count count = search.count(new EventSearch.Search(filter, false, events), -1);
    long expected = events / (30 * 24);
    if (!count.done() || Math.abs(count.count() - expected) > 2) {
      throw new IllegalStateException("counted: " + count + " (expected: " + expected + ")");
    }
  }

  private static double heapPeakMb() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(java.lang.management.MemoryUsage::getUsed)
            .sum()
        / 1e6;
  }
}
