package aico.detect.sigma;

import static aico.detect.Events.NOON;
import static aico.detect.Events.found;
import static org.assertj.core.api.Assertions.assertThat;

import aico.detect.Event;
import aico.detect.Events;
import aico.detect.Finding;
import aico.detect.RuleDetector;
import aico.detect.RuleSet;
import aico.detect.sigma.SigmaRules.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleDetectorTest {
  private static final String FAILED =
      "title: Failed\nname: failed\nlogsource: {product: aico}\ndetection:\n"
          + "  s: {metadata.event_code: auth.login_failed}\n  condition: s\n";
  private static final String OPENED =
      "---\ntitle: Opened\nname: opened\nlogsource: {product: aico}\ndetection:\n"
          + "  s: {metadata.event_code: key.unlocked}\n  condition: s\n";

  @SuppressWarnings("NullAway.Init") // each test begins with rules()
  private RuleDetector detector;

  @SuppressWarnings("NullAway.Init")
  private Events events;

  private void rules(String text) {
    SigmaRules.Read read = SigmaRules.read(List.of(new File("f.yml", text)));
    assertThat(read.faults()).isEmpty();
    RuleSet set = read.rules();
    detector = new RuleDetector(set);
    events = new Events(set.fields());
  }

  private void correlation(String rest) {
    rules(FAILED + OPENED + "---\ntitle: C\nname: c\nlevel: high\ncorrelation:\n" + rest);
  }

  private List<Finding> failure(long ms, String user) {
    return found(detector, events.by(ms, "auth.login_failed", user, "cli", false));
  }

  private List<Finding> unlock(long ms, String user) {
    return found(detector, events.by(ms, "key.unlocked", user, "cli", true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "source: CLI; true",
        "source: cl; false",
        "source: c*i; true",
        "source: c?i; true",
        "source: c\\*i; false",
        "source|cased: CLI; false",
        "source|cased: cli; true",
        "source|contains: LI; true",
        "source|startswith: li; false",
        "source|endswith: li; true",
        "source|contains|all: [c, l]; true",
        "source|contains|all: [c, x]; false",
        "source: [x, cli]; true",
        "source|neq: [x, cli]; false",
        "source|neq: x; true",
        "source|re: ^c.i$; true",
        "source|re: ^C.i$; false",
        "source|re|i: ^C.i$; true",
        "source|exists: true; true",
        "source|exists: false; false",
        "class_uid|exists: false; true",
        "class_uid: null; true",
        "source: null; false",
        "unmapped.count|gt: 9; true",
        "unmapped.count|gt: 10; false",
        "unmapped.count|gte: 10; true",
        "unmapped.count|lt: 10.5; true",
        "unmapped.count|lte: 9; false",
        "unmapped.count: 10; true",
        "source|lt: 5; false",
        "unmapped.address|cidr: 10.0.0.0/8; true",
        "unmapped.address|cidr: 10.2.0.0/16; false",
        "unmapped.address|cidr: fd00::/8; false",
        "metadata.profiles: host; true",
        "status_id: 1; true",
        "status_id: 2; false"
      })
  void field_isTestedAsSigmaSays(String entry, boolean matches) {
    rules(
        "title: T\nname: t\nlogsource: {product: aico}\ndetection:\n  s:\n    "
            + entry
            + "\n  condition: s\n");
    Event event =
        events.event(
            NOON,
            "cli",
            "key.locked",
            "\"status_id\":1,\"class_uid\":null,"
                + "\"unmapped\":{\"count\":\"10\",\"address\":\"10.1.2.3\"}");

    assertThat(found(detector, event)).hasSize(matches ? 1 : 0);
  }

  @Test
  void regexThatOthersDieOf_ends() {
    rules(
        "title: T\nname: t\nlogsource: {product: aico}\ndetection:\n  s:\n"
            + "    unmapped.reason|re: ^(a+)+$\n  condition: s\n");

    Event event =
        events.event(NOON, "cli", "x", "\"unmapped\":{\"reason\":\"" + "a".repeat(60_000) + "!\"}");

    // Cut to 2,048 characters the value matches; what counts is that this returns.
    assertThat(found(detector, event)).hasSize(1);
  }

  @Test
  void serviceOfTheLogsource_isTheProducer() {
    rules(FAILED.replace("product: aico", "product: aico, service: auth-service"));

    assertThat(failure(NOON, "owner")).isEmpty();
    assertThat(found(detector, events.event(NOON, "auth-service", "auth.login_failed", "")))
        .hasSize(1);
  }

  @Test
  void eventCount_countsWithinTheTimespan_andByGroup() {
    correlation(
        "  type: event_count\n  rules: failed\n  group-by: actor.user.name\n  timespan: 10m\n"
            + "  condition: {gte: 3}\n");

    assertThat(failure(NOON, "owner")).isEmpty();
    assertThat(failure(NOON + 60_000, "guest")).isEmpty();
    assertThat(failure(NOON + 120_000, "owner")).isEmpty();
    List<Finding> third = failure(NOON + 600_000, "owner");

    assertThat(third).hasSize(1);
    assertThat(third.getFirst().subject()).isEqualTo("user owner");
    assertThat(third.getFirst().events()).containsExactly(0L, 2L, 3L);
    assertThat(third.getFirst().why())
        .startsWith("user owner: 3 events of failed within 10 min (an alert from 3 in 10 min)");
    assertThat(failure(NOON + 1_300_000, "owner")).isEmpty();
  }

  @Test
  void eventCount_withEventsOutOfOrder_losesNone() {
    correlation(
        "  type: event_count\n  rules: failed\n  group-by: actor.user.name\n  timespan: 10m\n"
            + "  condition: {gt: 2}\n");

    assertThat(failure(NOON + 5_000, "owner")).isEmpty();
    assertThat(failure(NOON, "owner")).isEmpty();
    assertThat(failure(NOON + 2_000, "owner")).hasSize(1);
  }

  @Test
  void valueCount_countsDifferentValues() {
    rules(
        FAILED
            + "---\ntitle: C\nname: c\ncorrelation:\n  type: value_count\n  rules: failed\n"
            + "  group-by: actor.app_name\n  timespan: 10m\n"
            + "  condition: {field: actor.user.name, gte: 3}\n");

    assertThat(failure(NOON, "a")).isEmpty();
    assertThat(failure(NOON + 1, "b")).isEmpty();
    assertThat(failure(NOON + 2, "b")).isEmpty();
    List<Finding> third = failure(NOON + 3, "c");
    assertThat(third).hasSize(1);
    assertThat(third.getFirst().events()).containsExactly(0L, 2L, 3L);
    assertThat(failure(NOON + 700_000, "d")).isEmpty();
  }

  @Test
  void temporal_needsAllRulesInAnyOrder() {
    correlation(
        "  type: temporal\n  rules: [failed, opened]\n  group-by: actor.user.name\n"
            + "  timespan: 10m\n");

    assertThat(unlock(NOON, "owner")).isEmpty();
    assertThat(failure(NOON + 1_000, "guest")).isEmpty();
    assertThat(failure(NOON + 2_000, "owner")).hasSize(1);
    assertThat(unlock(NOON + 900_000, "owner")).isEmpty();
  }

  @Test
  void temporalOrdered_needsTheOrder() {
    correlation(
        "  type: temporal_ordered\n  rules: [failed, opened]\n  group-by: actor.user.name\n"
            + "  timespan: 10m\n");

    assertThat(unlock(NOON, "owner")).isEmpty();
    assertThat(failure(NOON + 1_000, "owner")).isEmpty();
    List<Finding> found = unlock(NOON + 2_000, "owner");
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().events()).containsExactly(1L, 2L);
    assertThat(found.getFirst().why()).contains("failed, then opened");
    assertThat(unlock(NOON + 900_000, "owner")).isEmpty();
  }

  @Test
  void correlationOfACorrelation_isBuiltUponIt() {
    rules(
        FAILED
            + OPENED
            + "---\ntitle: M\nname: many\ncorrelation:\n  type: event_count\n  rules: failed\n"
            + "  group-by: actor.user.name\n  timespan: 10m\n  condition: {gte: 2}\n"
            + "---\ntitle: G\nname: guessed\ncorrelation:\n  type: temporal_ordered\n"
            + "  rules: [many, opened]\n  group-by: actor.user.name\n  timespan: 1h\n");

    assertThat(failure(NOON, "owner")).isEmpty();
    assertThat(unlock(NOON + 1_000, "owner")).isEmpty();
    assertThat(failure(NOON + 2_000, "owner")).isEmpty();
    assertThat(unlock(NOON + 3_000, "owner"))
        .singleElement()
        .satisfies(f -> assertThat(f.rule()).isEqualTo("guessed"))
        .satisfies(f -> assertThat(f.events()).containsExactly(0L, 2L, 3L));
  }

  @Test
  void alias_joinsFieldsThatAreCalledDifferently() {
    correlation(
        "  type: temporal\n  rules: [failed, opened]\n  group-by: who\n  timespan: 10m\n"
            + "  aliases:\n    who:\n      failed: actor.app_name\n      opened: actor.user.name\n");

    assertThat(failure(NOON, "somebody")).isEmpty();
    assertThat(unlock(NOON + 1, "owner")).isEmpty();
    assertThat(unlock(NOON + 2, "cli")).hasSize(1);
  }

  @Test
  void producerThatMakesUpNames_pushesOutItsOwnGroupsAlone() {
    correlation(
        "  type: event_count\n  rules: failed\n  group-by: actor.user.name\n  timespan: 1h\n"
            + "  condition: {gte: 3}\n");
    assertThat(failure(NOON, "owner")).isEmpty();
    assertThat(failure(NOON + 1, "owner")).isEmpty();

    for (int i = 0; i < 20_000; i++) {
      Event flood =
          events.event(
              NOON + 2 + i,
              "vault-service",
              "auth.login_failed",
              "\"actor\":{\"user\":{\"name\":\"made-up-" + i + "\"}}");
      assertThat(found(detector, flood)).isEmpty();
    }

    assertThat(failure(NOON + 30_000, "owner")).hasSize(1);
  }

  @Test
  void longValues_andControlCharacters_doNotReachTheSentence() {
    correlation(
        "  type: event_count\n  rules: failed\n  group-by: actor.user.name\n  timespan: 1h\n"
            + "  condition: {gte: 1}\n");
    List<Finding> found =
        new ArrayList<>(failure(NOON, "x\\n\\u202e\\u001b[2J" + "y".repeat(5_000)));

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().why()).hasSizeLessThan(500);
    assertThat(found.getFirst().subject())
        .startsWith("user x???[2Jy")
        .hasSizeLessThan(Finding.SUBJECT_MAX_CHARS);
  }
}
