package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.audit.detect.TestHomes;
import aico.audit.storage.RuleFolder;
import aico.audit.storage.WatchFiles;
import aico.detect.Alert;
import aico.detect.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detection behind a log, with its real files. */
class WatchTest {
  private static final String LOG_ID = "0123456789abcdef0123456789abcdef";
  private static final long LATER = Instant.parse("2026-12-01T00:00:00Z").toEpochMilli();
  private static List<byte[]> leaves = List.of();

  @TempDir private Path folder;
  private final InMemoryLog log = new InMemoryLog();
  private final List<Alert> told = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong now = new AtomicLong(LATER);

  @BeforeAll
  static void generate() {
    leaves = TestHomes.leaves(7);
  }

  /** Runs a life of the process until all is looked at, or it is dead; gives whether it lived. */
  private boolean live() throws InterruptedException {
    WatchFiles files = new WatchFiles(folder.resolve("detect"), LOG_ID);
    // Each look at the clock is a little later, so that what is known is kept now and then.
    InstantSource clock = () -> Instant.ofEpochMilli(now.addAndGet(3));
    Watch watch =
        new Watch(
            log::size,
            log,
            dyingWith(log, files),
            new RuleFolder(folder.resolve("rules")),
            log,
            (alert, events) -> {
              assertThat(events).isNotEmpty().hasSizeLessThanOrEqualTo(20);
              if (alert.count() == 1) {
                told.add(alert);
              }
            },
            clock);
    Thread thread = Thread.ofPlatform().start(watch);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> log.isDead() || (watch.next() == log.size() && watch.problem().isEmpty()));
    watch.end();
    thread.join();
    return !log.isDead();
  }

  /** What a dead process would have kept is not. */
  private static WatchStore dyingWith(InMemoryLog log, WatchFiles files) {
    return new WatchStore() {
      @Override
      public Optional<WatchState> load() {
        return files.load();
      }

      @Override
      public Profiles profiles() {
        return files.profiles();
      }

      @Override
      public boolean isFull() {
        return files.isFull();
      }

      @Override
      public void save(WatchState state) {
        if (!log.isDead()) {
          files.save(state);
        }
      }
    };
  }

  /** The first start has no leaf before it, as in a new home. */
  private void begin() throws InterruptedException {
    assertThat(live()).isTrue();
    leaves.forEach(log::append);
  }

  private List<String> alerts() {
    return log.with("\"event_code\":\"alert.raised\"").stream()
        .map(leaf -> leaf.replaceAll(".*\"alert\":\"([0-9a-f]{32})\".*", "$1"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void processThatDiesAgainAndAgain_losesNoAlertAndDoublesNone(long seed) throws Exception {
    Random random = new Random(seed);
    begin();
    int lives = 1;
    log.dieAt(1 + random.nextInt(3), random.nextBoolean());
    while (!live()) {
      lives++;
      log.dieAt(1 + random.nextInt(4), random.nextBoolean());
    }
    List<String> broken = alerts();

    assertThat(lives).isGreaterThan(3);
    assertThat(broken).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    assertThat(broken).isEqualTo(undisturbed());
  }

  private static List<String> undisturbed() throws Exception {
    WatchTest other = new WatchTest();
    other.folder = Files.createTempDirectory("aico-watch");
    other.begin();
    assertThat(other.live()).isTrue();
    return other.alerts();
  }

  @Test
  void alerts_areToldOnce_andStandInTheBookAfterARestart() throws Exception {
    begin();
    assertThat(live()).isTrue();
    List<String> first = alerts();
    assertThat(told).extracting(Alert::id).containsExactlyInAnyOrderElementsOf(first);

    assertThat(live()).isTrue();
    assertThat(alerts()).isEqualTo(first);
    assertThat(new WatchFiles(folder.resolve("detect"), LOG_ID).load())
        .hasValueSatisfying(state ->
            assertThat(state.alerts().alerts())
                .extracting(Alert::id)
                .containsExactlyInAnyOrderElementsOf(first));
  }

  @Test
  void lostState_isLearnedAgainFromTheLog_withoutAnAlertTwice() throws Exception {
    begin();
    assertThat(live()).isTrue();
    List<String> first = alerts();
    Files.writeString(folder.resolve("detect/state"), "damaged");

    assertThat(live()).isTrue();
    assertThat(alerts()).isEqualTo(first);
    assertThat(new WatchFiles(folder.resolve("detect"), LOG_ID).load())
        .hasValueSatisfying(state -> assertThat(state.alerts().alerts()).hasSize(first.size()));
  }

  @Test
  void logThatIsOlderThanTheWatch_isLearnedFrom_andRaisesNothing() throws Exception {
    leaves.forEach(log::append);

    assertThat(live()).isTrue();
    assertThat(alerts()).isEmpty();
  }

  @Test
  void leafThatCannotBeRead_isLeftOut() throws Exception {
    assertThat(live()).isTrue();
    log.append(
        "{\"sequence\":\"00000000000000000001\",\"producer\":\"x\""
            .getBytes(StandardCharsets.UTF_8));
    log.append(new byte[] {1, 2, 3});
    leaves.forEach(log::append);

    assertThat(live()).isTrue();
    assertThat(alerts()).hasSizeGreaterThan(10);
  }

  @Test
  void ownRules_areTaken_andABadOneIsTold() throws Exception {
    Path rules = Files.createDirectories(folder.resolve("rules"));
    Files.writeString(rules.resolve("bad.yml"), "title: x\nfoo: 1\n");
    Files.writeString(
        rules.resolve("mine.yml"),
        "title: Locked\nname: locked\nlogsource: {product: aico}\nlevel: low\ndetection:\n"
            + "  s: {metadata.event_code: key.locked}\n  condition: s\n");
    begin();
    assertThat(live()).isTrue();

    assertThat(told).extracting(Alert::rule).contains("locked");
    assertThat(log.with("alert.rules_changed"))
        .singleElement()
        .satisfies(leaf -> assertThat(leaf).contains("\"refused_files\":\"1\""));
    assertThat(new RuleFolder(rules).changed())
        .hasValueSatisfying(found ->
            assertThat(found.read().faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.file()).isEqualTo("bad.yml")));
  }

  @Test
  void rulesFolder_isReadAgainOnlyWhenItChanged() throws IOException {
    RuleFolder source = new RuleFolder(folder.resolve("rules"));

    assertThat(source.changed()).isPresent();
    assertThat(source.changed()).isEmpty();
    Files.write(folder.resolve("rules/x.yml"), new byte[] {(byte) 0xff});
    assertThat(source.changed())
        .hasValueSatisfying(found ->
            assertThat(found.read().faults().getFirst().message()).isEqualTo("file: not UTF-8"));
    Files.createSymbolicLink(folder.resolve("rules/y.yml"), Path.of("/etc/passwd"));
    assertThat(source.changed())
        .hasValueSatisfying(found -> assertThat(found.read().faults()).hasSize(2));
  }
}
