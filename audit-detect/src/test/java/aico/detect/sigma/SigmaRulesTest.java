package aico.detect.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import aico.detect.Condition;
import aico.detect.RuleSet;
import aico.detect.sigma.SigmaRules.File;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SigmaRulesTest {
  private static final String HEAD = "title: T\nname: t\nlogsource: {product: aico}\n";
  private static final String RULE =
      HEAD + "detection:\n  s: {metadata.event_code: key.locked}\n  condition: s\n";
  private static final String CORRELATION =
      RULE
          + "---\ntitle: C\nname: c\ncorrelation:\n  type: event_count\n  rules: t\n"
          + "  group-by: producer\n  timespan: 5m\n  condition: {gte: 3}\n";

  private static SigmaRules.Read read(String... texts) {
    List<File> files =
        Stream.iterate(0, i -> i + 1)
            .limit(texts.length)
            .map(i -> new File("f" + i + ".yml", texts[i]))
            .toList();
    return SigmaRules.read(files);
  }

  @Test
  void defaultRules_allStand_andEachIsDispatchedByItsCode() {
    SigmaRules.Read read = SigmaRules.read(DefaultRules.files());

    assertThat(read.faults()).isEmpty();
    assertThat(read.rules().rules()).hasSizeGreaterThan(15);
    assertThat(read.rules().correlations()).hasSizeGreaterThan(8);
    assertThat(read.rules().rules())
        .allSatisfy(rule -> assertThat(rule.condition().codes()).as(rule.key()).isPresent());
  }

  @Test
  void defaultRules_sayWhatToDo() {
    RuleSet rules = SigmaRules.read(DefaultRules.files()).rules();

    assertThat(rules.rules().stream().filter(rule -> rule.alerts()))
        .allSatisfy(rule -> assertThat(rule.advice()).doesNotStartWith("Look at the events."));
    assertThat(rules.correlations().stream().filter(rule -> rule.alerts()))
        .allSatisfy(rule -> assertThat(rule.advice()).doesNotStartWith("Look at the events."));
  }

  @Test
  void aFileWithAFault_isLeftOut_andTheOthersStand() {
    SigmaRules.Read read = read(RULE, HEAD + "detection: {}\n", "not: [closed");

    assertThat(read.rules().rules()).hasSize(1);
    assertThat(read.faults())
        .extracting(SigmaRules.Fault::file)
        .containsExactly("f1.yml", "f2.yml");
  }

  @Test
  void ruleThatIsCounted_isNoFindingByItself_unlessAskedFor() {
    assertThat(read(CORRELATION).rules().rules().getFirst().alerts()).isFalse();
    assertThat(read(CORRELATION + "generate: true\n").rules().rules().getFirst().alerts()).isTrue();
  }

  @Test
  void ruleOfAnotherFile_canBeCounted_andStaysAFinding() {
    SigmaRules.Read read = read(RULE, CORRELATION.substring(CORRELATION.indexOf("---") + 4));

    assertThat(read.faults()).isEmpty();
    assertThat(read.rules().rules().getFirst().alerts()).isTrue();
  }

  @Test
  void unquotedDate_isAText_andYesIsNoTruth() {
    String text = RULE.replace("title: T", "title: T\ndate: 2026-01-05\nstatus: test");

    assertThat(read(text).faults()).isEmpty();
    assertThat(read(CORRELATION + "generate: yes\n").faults())
        .singleElement()
        .extracting(SigmaRules.Fault::message)
        .isEqualTo("generate: expected: true or false");
  }

  @Test
  void condition_withParenthesesAndQuantities_isRead() {
    String text =
        HEAD
            + "detection:\n  a1: {status_id: 1}\n  a2: {status_id: 2}\n  _b: {producer: x}\n"
            + "  condition: (1 of a* and not _b) or all of them\n";

    Condition condition = read(text).rules().rules().getFirst().condition();

    assertThat(condition).isInstanceOf(Condition.Any.class);
    assertThat(((Condition.Any) condition).parts().get(1))
        .isInstanceOfSatisfying(Condition.All.class, all -> assertThat(all.parts()).hasSize(2));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refusal(RULE + "banana: 1\n", "banana: unknown, or not supported"),
        refusal(RULE.replace("title: T\n", ""), "title: missing"),
        refusal(RULE.replace("name: t\n", ""), "name: missing, and there is no id either"),
        refusal(RULE + "id: 17\n", "id: expected: a text"),
        refusal(RULE + "id: not-a-uuid\n", "id: not a UUID"),
        refusal(RULE + "level: loud\n", "level: loud (expected: "),
        refusal(RULE.replace("product: aico", "product: windows"), "logsource.product: windows"),
        refusal(RULE.replace("{product", "{category: x, product"), "logsource.category: unknown"),
        refusal(RULE.replace("condition: s", "condition: x"), "detection.condition: there is no"),
        refusal(RULE.replace("condition: s", "condition: s and"), "detection.condition: ends too"),
        refusal(RULE.replace("condition: s", "condition: (s"), "detection.condition: ')' is"),
        refusal(RULE.replace("condition: s", "condition: s s"), "detection.condition: 's' is not"),
        refusal(RULE.replace("condition: s", "condition: s | count()"), "detection.condition: '|'"),
        refusal(RULE.replace("condition: s", "condition: [s]"), "detection.condition: a list"),
        refusal(RULE.replace("condition: s", "condition: 2 of s*"), "detection.condition: '2 of'"),
        refusal(
            RULE.replace("condition: s", "condition: " + "(".repeat(20) + "s" + ")".repeat(20)),
            "detection.condition: nested deeper"),
        refusal(
            RULE.replace("condition: s", "timeframe: 5m\n  condition: s"), "detection.timeframe"),
        refusal(
            RULE.replace("{metadata.event_code: key.locked}", "[a, b]"), "detection.s: keywords"),
        refusal(
            RULE.replace("key.locked", "key.lokced"), "detection.s.metadata.event_code: 'key.lo"),
        refusal(
            RULE.replace("metadata.event_code", "unmapped.bananas"), "detection.s.unmapped.bana"),
        refusal(RULE.replace("metadata.event_code", "a b"), "detection.s.a b: 'a b' (expected: a"),
        refusal(modified("windash", "x"), "detection.s.source|windash: modifier 'windash' is unk"),
        refusal(modified("base64", "x"), "detection.s.source|base64: modifier 'base64' is unknown"),
        refusal(modified("fieldref", "x"), "detection.s.source|fieldref: modifier"),
        refusal(modified("hour", "3"), "detection.s.source|hour: modifier"),
        refusal(modified("contains|endswith", "x"), "detection.s.source|contains|endswith: modif"),
        refusal(modified("i", "x"), "detection.s.source|i: modifier 'i' goes with re"),
        refusal(modified("contains|all", "x"), "detection.s.source|contains|all: all: needs more"),
        refusal(modified("re", "'('"), "detection.s.source|re: not a regular expression"),
        refusal(modified("re", "'(a)\\1'"), "detection.s.source|re: not a regular expression"),
        refusal(modified("re", "'((a{100}){100}){100}'"), "detection.s.source|re: repetitions"),
        refusal(modified("cidr", "10.0.0.0"), "detection.s.source|cidr: 10.0.0.0 (expected"),
        refusal(modified("cidr", "example.org/8"), "detection.s.source|cidr: example.org/8"),
        refusal(modified("gt", "many"), "detection.s.source|gt: expected: a number"),
        refusal(modified("exists", "perhaps"), "detection.s.source|exists: expected: true or f"),
        refusal(CORRELATION.replace("event_count", "value_sum"), "correlation.type: value_sum"),
        refusal(CORRELATION.replace("rules: t", "rules: u"), "correlation.rules: 'u' is no rule"),
        refusal(CORRELATION.replace("timespan: 5m", "timespan: 5x"), "correlation.timespan: 5x"),
        refusal(CORRELATION.replace("timespan: 5m", "timespan: 2d"), "correlation.timespan: 2d"),
        refusal(CORRELATION.replace("gte: 3", "lt: 3"), "correlation.condition.lt: unknown"),
        refusal(CORRELATION.replace("gte: 3", "gte: 3, gt: 4"), "correlation.condition: expected"),
        refusal(CORRELATION.replace("gte: 3", "gte: 100000"), "correlation.condition.gte: 100000"),
        refusal(CORRELATION.replace("gte: 3", "gte: '3'"), "correlation.condition.gte: 3 (expec"),
        refusal(
            CORRELATION.replace("  timespan", "  window: 1\n  timespan"),
            "correlation.window: unknown"),
        refusal(
            CORRELATION.replace("event_count", "value_count"), "correlation.condition.field: miss"),
        refusal(
            CORRELATION.replace("event_count", "temporal"), "correlation.rules: one rule alone"),
        refusal(CORRELATION.replace("name: c", "name: t"), "name: t is taken already"),
        refusal(CORRELATION.replace("name: c", "name: unlike-before"), "name: unlike-before is ta"),
        refusal("", "file: empty"),
        refusal("- a\n- b\n", "file: expected: a map"),
        refusal("a: &x [1]\nb: *x\n", "file: aliases are not supported"),
        refusal("a: &x b\nc: *x\n", "file: aliases are not supported"),
        refusal("a: !!javax.script.ScriptEngineManager [x]\n", "file: not YAML"),
        refusal("title: a\ntitle: b\n", "file: not YAML: while constructing a mapping"),
        refusal("[".repeat(200), "file: not YAML"),
        refusal("a: " + "x".repeat(70_000), "file: 70003 characters"),
        refusal("---\na: 1\n".repeat(80), "file: more than 64 documents"));
  }

  private static String modified(String modifiers, String value) {
    return RULE.replace("metadata.event_code: key.locked", "source|" + modifiers + ": " + value);
  }

  private static Arguments refusal(String text, String message) {
    return Arguments.of(text, message);
  }

  @ParameterizedTest
  @MethodSource
  void refused(String text, String message) {
    SigmaRules.Read read = read(text);

    assertThat(read.rules().rules()).isEmpty();
    assertThat(read.faults()).hasSize(1);
    assertThat(read.faults().getFirst().message()).startsWith(message);
  }

  @Test
  void bombOfAliases_isRefusedBeforeItGrows() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(",", List.of(before, before))));
    }

    assertThat(read(bomb.toString()).faults())
        .singleElement()
        .extracting(SigmaRules.Fault::message)
        .isEqualTo("file: aliases are not supported");
  }
}
