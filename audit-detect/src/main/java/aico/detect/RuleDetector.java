package aico.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link RuleSet}. An event is shown only to the rules that may match its code, and a
 * correlation only to what its rules matched.
 */
public final class RuleDetector implements Detector {
  /** The longest part of a group's key; longer ones are told apart by a hash. */
  private static final int KEY_PART_MAX_CHARS = 128;

  private final FieldTable fields;
  private final Map<String, List<Matched>> byCode = new HashMap<>();
  private final List<Matched> others;

  /** A rule and the correlations that count it. */
  private record Matched(Rule rule, List<Counted> counts) {}

  /** A correlation with what it remembers, and those that count it in turn. */
  private record Running(Correlation correlation, Groups<Window> groups, List<Counted> counts) {}

  /** The place of a rule in a correlation. */
  private record Counted(Running running, int place) {}

  public RuleDetector(RuleSet set) {
    fields = set.fields();
    Map<String, List<Counted>> counts = new HashMap<>();
    for (Correlation correlation : set.correlations()) {
      Running running =
          new Running(
              correlation,
              new Groups<>(),
              counts.computeIfAbsent(correlation.key(), k -> new ArrayList<>()));
      // From the last place to the first, so that one event is not taken for two steps of a row.
      for (int place = correlation.rules().size() - 1; place >= 0; place--) {
        counts
            .computeIfAbsent(correlation.rules().get(place), k -> new ArrayList<>())
            .add(new Counted(running, place));
      }
    }
    List<Matched> all =
        set.rules().stream()
            .map(rule -> new Matched(rule, counts.getOrDefault(rule.key(), List.of())))
            .filter(matched -> matched.rule().alerts() || !matched.counts().isEmpty())
            .toList();
    Set<String> codes = new HashSet<>();
    all.forEach(matched -> matched.rule().condition().codes().ifPresent(codes::addAll));
    others = all.stream().filter(m -> m.rule().condition().codes().isEmpty()).toList();
    for (String code : codes) {
      byCode.put(
          code,
          all.stream()
              .filter(m -> m.rule().condition().codes().map(c -> c.contains(code)).orElse(true))
              .toList());
    }
  }

  @Override
  public void see(Event event, Consumer<Finding> found) {
    for (Matched matched : byCode.getOrDefault(event.code(), others)) {
      Rule rule = matched.rule();
      if (rule.matches(event)) {
        List<Long> events = List.of(event.sequence());
        if (rule.alerts()) {
          found.accept(finding(rule, event, events));
        }
        matched.counts().forEach(counted -> count(counted, event, events, found));
      }
    }
  }

  private void count(Counted counted, Event event, List<Long> events, Consumer<Finding> found) {
    Running running = counted.running();
    Correlation correlation = running.correlation();
    List<Integer> by = correlation.groups().get(counted.place());
    @Nullable String value =
        correlation.counted().isEmpty()
            ? ""
            : event.value(correlation.counted().get(counted.place()));
    Optional<Window.Happened> happened =
        running
            .groups()
            .of(key(by, event), event.producer(), () -> Window.of(correlation))
            .add(counted.place(), value == null ? "" : value, event.timeMs(), events);
    if (happened.isEmpty()) {
      return;
    }
    Window.Happened what = happened.get();
    if (correlation.alerts()) {
      found.accept(finding(correlation, by, event, what));
    }
    running.counts().forEach(above -> count(above, event, what.events(), found));
  }

  private static String key(List<Integer> by, Event event) {
    if (by.size() == 1) {
      return part(event.text(by.getFirst()));
    }
    StringBuilder key = new StringBuilder();
    for (int field : by) {
      key.append(part(event.text(field))).append('\0');
    }
    return key.toString();
  }

  private static String part(String value) {
    return value.length() <= KEY_PART_MAX_CHARS
        ? value
        : value.substring(0, KEY_PART_MAX_CHARS) + Long.toHexString(Hashed.of(value));
  }

  private Finding finding(Rule rule, Event event, List<Long> events) {
    String subject =
        Words.subject(
            rule.about().stream().map(field -> Words.field(fields.path(field))).toList(),
            rule.about().stream().map(event::text).toList());
    String why =
        "%s recorded %s at %s (%s)."
            .formatted(
                Words.value(event.producer()),
                Words.value(event.code()),
                Words.minute(event.timeMs()),
                subject);
    return new Finding(rule.key(), rule.title(), rule.level(), subject, why, rule.advice(), events);
  }

  private Finding finding(
      Correlation correlation, List<Integer> by, Event event, Window.Happened what) {
    String subject = Words.subject(correlation.words(), by.stream().map(event::text).toList());
    String span = Words.span(Math.max(0, event.timeMs() - what.sinceMs()));
    String rules = String.join(", ", correlation.rules());
    String most = Words.span(correlation.timespanMs());
    String seen =
        switch (correlation.type()) {
          case EVENT_COUNT ->
              "%d events of %s within %s (an alert from %d in %s)"
                  .formatted(correlation.atLeast(), rules, span, correlation.atLeast(), most);
          case VALUE_COUNT ->
              "%d different values of %s in events of %s within %s (an alert from %d in %s)"
                  .formatted(
                      correlation.atLeast(),
                      Words.field(fields.path(correlation.counted().getFirst())),
                      rules,
                      span,
                      correlation.atLeast(),
                      most);
          case TEMPORAL -> "%s close together, within %s".formatted(rules, span);
          case TEMPORAL_ORDERED ->
              "%s, within %s".formatted(String.join(", then ", correlation.rules()), span);
        };
    return new Finding(
        correlation.key(),
        correlation.title(),
        correlation.level(),
        subject,
        "%s: %s, the last at %s.".formatted(subject, seen, Words.minute(event.timeMs())),
        correlation.advice(),
        what.events());
  }
}
