package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.EventIndex;
import aico.audit.EventMatch;
import aico.audit.EventSearch;
import aico.audit.EventSearch.Search;
import aico.audit.log.Leaf;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Resource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search finds is what reading the whole log finds, however good the index is. */
class EventSearchTest {
  private static final String LOG_ID = "0123456789abcdef0123456789abcdef";
  @TempDir private Path root;
  private @Nullable IndexedLog opened;

  @AfterEach
  void close() throws Exception {
    if (opened != null) {
      opened.close();
    }
  }

  private IndexedLog open(long seed) {
    opened = new IndexedLog(root, LOG_ID, seed);
    return opened;
  }

  private static EventFilter filter(Random random) {
    return new EventFilter(
        pick(random, "cli", "key-service", "nobody"),
        pick(random, "owner", "guest"),
        pick(random, "vault.mounted", "vault.*", "key.*", "no.such"),
        random.nextInt(4) == 0 ? 1001 : null,
        random.nextInt(4) == 0 ? random.nextInt(1, 5) : null,
        pick(random, "v3", "vault/v4", "v99"),
        random.nextInt(3) == 0 ? time(random) : null,
        random.nextInt(3) == 0 ? time(random) : null,
        random.nextInt(5) == 0 ? "zäpf" : null);
  }

  private static @Nullable String pick(Random random, String... texts) {
    return random.nextInt(3) == 0 ? texts[random.nextInt(texts.length)] : null;
  }

  private static String time(Random random) {
    return IndexedLog.BEGIN.plusSeconds(random.nextInt(100_000)).toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void firstSince_isNeverBehindTheFirstEventSoLate(long seed) {
    IndexedLog log = open(seed);
    assertThat(log.feed.firstSince(0)).isZero();
    log.append(9_000);
    EventIndex index = log.indexed();
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      long timeMs = IndexedLog.BEGIN.plusSeconds(random.nextInt(-100_000, 100_000)).toEpochMilli();
      int first = 0;
      while (first < 9_000 && log.facts(first).timeMs() < timeMs) {
        first++;
      }
      assertThat(index.firstSince(timeMs)).isBetween(Math.max(0L, first - 4_096L), (long) first);
    }
    assertThat(index.firstSince(IndexedLog.BEGIN.toEpochMilli() * 2)).isEqualTo(9_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void search_byAnyFilter_findsWhatReadingAllOfItFinds(long seed) {
    IndexedLog log = open(seed);
    log.append(9_000);
    log.indexed();
    Random random = new Random(seed);
    assertFinds(log, EventFilter.all(), random);
    for (int i = 0; i < 40; i++) {
      assertFinds(log, filter(random), random);
    }
  }

  @Test
  void search_overALogWhoseOldestWereDropped_findsWhatIsKept() throws Exception {
    IndexedLog log = open(6);
    for (int i = 0; i < 10; i++) {
      log.append(300);
    }
    EventIndex index = log.indexed();
    Random random = new Random(6);
    long first = log.folder.listSegments().higherKey(700L);

    log.store.keepFrom(first);
    for (Path segment : log.folder.listSegments().headMap(first).values()) {
      Files.delete(segment);
    }
    log.leaves.removeIf(leaf -> Leaf.sequenceOf(leaf) < first);
    assertFindsWhatever(log, random);
    log.feed.forget(new EventIndex.Window(0, first)).get(10, TimeUnit.SECONDS);
    assertFindsWhatever(log, random);
    assertThat(log.feed.index()).containsSame(index);

    log.feed.broken(index);
    log.indexed();
    assertFindsWhatever(log, random);
  }

  private static void assertFindsWhatever(IndexedLog log, Random random) {
    assertFinds(log, EventFilter.all(), random);
    for (int i = 0; i < 15; i++) {
      assertFinds(log, filter(random), random);
    }
  }

  @Test
  void search_withoutAnIndex_orBeforeItHasAll_findsTheSame() throws Exception {
    Files.createDirectories(root.resolve("index/events.db"));
    IndexedLog log = open(4);
    log.append(3_000);
    Random random = new Random(4);
    for (int i = 0; i < 15; i++) {
      assertFinds(log, filter(random), random);
    }
  }

  private static void assertFinds(IndexedLog log, EventFilter filter, Random random) {
    EventMatch match = new EventMatch(filter);
    List<byte[]> expected = log.leaves.stream().filter(match::test).toList();
    Search forth = new Search(filter, false, log.store.size());
    assertThat(all(log.search, forth, random.nextInt(1, 400)))
        .as("%s", filter)
        .containsExactlyElementsOf(sequences(expected));
    List<Long> backwards = new ArrayList<>(sequences(expected));
    Collections.reverse(backwards);
    assertThat(all(log.search, new Search(filter, true, log.store.size()), random.nextInt(1, 400)))
        .as("%s, newest first", filter)
        .containsExactlyElementsOf(backwards);
    assertThat(count(log.search, forth)).as("count of %s", filter).isEqualTo(expected.size());
  }

  private static List<Long> sequences(List<byte[]> leaves) {
    return leaves.stream().map(Leaf::sequenceOf).toList();
  }

  private static List<Long> all(EventSearch search, Search what, int limit) {
    List<byte[]> found = new ArrayList<>();
    EventSearch.Page page = search.page(what, -1, limit);
    while (true) {
      assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
      found.addAll(page.events());
      if (page.done()) {
        return sequences(found);
      }
      page = search.page(what, page.next(), limit);
    }
  }

  private static long count(EventSearch search, Search what) {
    EventSearch.Count count = search.count(what, -1);
    long sum = count.count();
    while (!count.done()) {
      count = search.count(what, count.next());
      sum += count.count();
    }
    return sum;
  }

  private static Stream<Harm> harms() {
    return Stream.of(
        new Harm("garbage", file -> Files.write(file, new byte[100_000])),
        new Harm("empty", file -> Files.write(file, new byte[0])),
        new Harm("cut short", file -> cut(file, Files.size(file) / 2)),
        new Harm("cut within a page", file -> cut(file, Files.size(file) - 100)),
        new Harm("header only", file -> cut(file, 100)),
        new Harm("zeros in the middle", file -> zero(file, 4096, 8192)),
        new Harm("another version", file -> patch(file, 60, new byte[] {0, 0, 0, 9})));
  }

  private record Harm(String name, Doing doing) {
    private interface Doing {
      void to(Path file) throws Exception;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static void cut(Path file, long size) throws Exception {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static void zero(Path file, int from, int to) throws Exception {
    patch(file, from, new byte[to - from]);
  }

  private static void patch(Path file, int at, byte[] bytes) throws Exception {
    byte[] all = Files.readAllBytes(file);
    System.arraycopy(bytes, 0, all, at, bytes.length);
    Files.write(file, all);
  }

  @ParameterizedTest
  @MethodSource("harms")
  void index_thatIsDamaged_isMadeAnew(Harm harm) throws Exception {
    try (IndexedLog log = new IndexedLog(root, LOG_ID, 5)) {
      log.append(2_000);
      log.indexed();
    }
    Path file = root.resolve("index/events.db");
    harm.doing.to(file);
    Files.walk(root.resolve("log/segments"))
        .filter(Files::isRegularFile)
        .forEach(EventSearchTest::delete);

    IndexedLog log = open(5);
    log.append(2_000);
    log.indexed();
    Random random = new Random(5);
    for (int i = 0; i < 10; i++) {
      assertFinds(log, filter(random), random);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void index_ofAnotherLog_orAheadOfTheLog_isMadeAnew() throws Exception {
    try (IndexedLog log = new IndexedLog(root, LOG_ID, 6)) {
      log.append(500);
      log.indexed();
    }
    Files.walk(root.resolve("log/segments"))
        .filter(Files::isRegularFile)
        .forEach(EventSearchTest::delete);

    IndexedLog log = open(7);
    log.append(300);
    EventIndex index = log.indexed();
    assertThat(index.next()).isEqualTo(300);
    assertFinds(log, EventFilter.all(), new Random(6));
    assertFinds(
        log, new EventFilter("cli", null, null, null, null, null, null, null, null), new Random(6));
  }

  @Test
  void index_deletedAnywhen_isMadeAnewAtTheNextStart() throws Exception {
    IndexedLog log = open(8);
    log.append(500);
    log.indexed();
    log.feed.broken(log.feed.index().orElseThrow());
    Awaitility.await()
        .until(() -> log.feed.index().filter(index -> index.next() == 500).isPresent());
    assertFinds(log, filter(new Random(8)), new Random(8));
  }

  @Test
  void forget_leavesNoTraceOfWhatOnlyTheForgottenHad() throws Exception {
    IndexedLog log = open(9);
    log.append(1_000);
    for (int i = 0; i < 50; i++) {
      log.append(
          AuditEvent.of(EventCode.VAULT_CREATED)
              .by("cli", "Marguerite-Marker")
              .on(new Resource("vault", "secret-affair-" + i)),
          IndexedLog.BEGIN);
    }
    log.append(1_000);
    EventIndex index = log.indexed();
    assertThat(tracesIn(root.resolve("index"))).isTrue();

    log.feed.forget(new EventIndex.Window(1_000, 1_050)).get(10, TimeUnit.SECONDS);

    assertThat(tracesIn(root.resolve("index"))).isFalse();
    assertThat(
            index.count(
                new EventMatch(
                    new EventFilter(null, "owner", null, null, null, null, null, null, null)),
                new EventIndex.Window(0, 2_050)))
        .hasValueSatisfying(counted ->
            assertThat(counted.count())
                .isEqualTo(
                    log.leaves.stream()
                        .filter(
                            new EventMatch(
                                    new EventFilter(
                                        null, "owner", null, null, null, null, null, null, null))
                                ::test)
                        .count()));
    assertThat(
            index
                .count(new EventMatch(EventFilter.all()), new EventIndex.Window(0, 2_050))
                .orElseThrow()
                .count())
        .isEqualTo(2_000);
  }

  @Test
  void purge_deletesTheFiles_andTheIndexIsMadeAnew() throws Exception {
    IndexedLog log = open(9);
    log.append(500);
    log.indexed();
    Path file = root.resolve("index").resolve("events.db");
    Object before = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    // Another file now holds its number, so that a new one is told apart.
    Files.createLink(root.resolve("kept"), file);

    log.feed.purge().get(10, TimeUnit.SECONDS);

    Awaitility.await()
        .until(() -> log.feed.index().filter(index -> index.next() == 500).isPresent());
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
        .isNotEqualTo(before);
    assertFinds(log, filter(new Random(8)), new Random(8));
  }

  private static boolean tracesIn(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains("Marguerite") || bytes.contains("secret-affair")) {
          return true;
        }
      }
      return false;
    }
  }
}
