package aico.detect;

import aico.detect.Alert.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All alerts that are not resolved, the last ones that are, and what is suppressed. Of findings of
 * one rule about one subject there is one alert until it is resolved. May be used by several
 * threads.
 *
 * <p>INVARIANT: the number of alerts is bounded, whatever the findings: a rule that has {@link
 * #OF_RULE_MAX} open ones puts all further subjects into one alert.
 */
public final class AlertBook {
  /** Open alerts of one rule; nobody looks at more. */
  static final int OF_RULE_MAX = 20;

  /** Open alerts in all. */
  static final int OPEN_MAX = 400;

  /** Resolved ones that are still listed. */
  static final int RESOLVED_MAX = 100;

  static final int SUPPRESSIONS_MAX = 100;

  /** An alert that goes on is told again so often. */
  static final long AGAIN_MS = 3_600_000;

  /** What all subjects beyond {@link #OF_RULE_MAX} are called. */
  static final String OTHERS = "others";

  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, Long> toldMs = new LinkedHashMap<>();
  private final List<Suppression> suppressions = new ArrayList<>();

  /** What becomes of a finding. */
  public sealed interface Judged {
    /** It is a new alert; {@link AlertBook#raised} once that stands in the log. */
    record Raise(Alert alert) implements Judged {}

    /** It is an alert that goes on, and was not told of for long. */
    record Again(Alert alert) implements Judged {}

    /** Nothing is to be told. */
    record Nothing() implements Judged {}
  }

  /** All of it. */
  public record Content(List<Alert> alerts, List<Suppression> suppressions) {
    public Content {
      alerts = List.copyOf(alerts);
      suppressions = List.copyOf(suppressions);
    }
  }

  /** A book with nothing in it. */
  public AlertBook() {
    this(new Content(List.of(), List.of()));
  }

  public AlertBook(Content content) {
    content.alerts().forEach(alert -> alerts.put(alert.id(), alert));
    suppressions.addAll(content.suppressions());
  }

  public synchronized Content content() {
    return new Content(List.copyOf(alerts.values()), suppressions);
  }

  /** Says what becomes of a finding that an event of that time made. */
  public synchronized Judged consider(Finding finding, long eventMs) {
    for (Suppression suppression : suppressions) {
      if (suppression.covers(finding, eventMs)) {
        return new Judged.Nothing();
      }
    }
    Optional<Alert> known = open(finding);
    if (known.isPresent()) {
      return again(known.get(), eventMs);
    }
    long ofRule = openAlerts().filter(alert -> alert.rule().equals(finding.rule())).count();
    boolean full = ofRule >= OF_RULE_MAX || openAlerts().count() >= OPEN_MAX;
    if (full && !finding.subject().equals(OTHERS)) {
      return consider(
          new Finding(
              finding.rule(),
              finding.title(),
              finding.level(),
              OTHERS,
              finding.why(),
              finding.advice(),
              finding.events()),
          eventMs);
    }
    return new Judged.Raise(Alert.of(finding, eventMs));
  }

  private java.util.stream.Stream<Alert> openAlerts() {
    return alerts.values().stream().filter(alert -> alert.state() != State.RESOLVED);
  }

  private Optional<Alert> open(Finding finding) {
    return openAlerts().filter(alert -> alert.isAbout(finding)).findFirst();
  }

  private Judged again(Alert known, long eventMs) {
    Alert again = known.again(eventMs);
    alerts.put(again.id(), again);
    long told = toldMs.getOrDefault(known.id(), known.raisedMs());
    if (eventMs - told < AGAIN_MS) {
      return new Judged.Nothing();
    }
    toldMs.put(known.id(), eventMs);
    return new Judged.Again(again);
  }

  /** The alert stands in the log. */
  public synchronized void raised(Alert alert) {
    alerts.putIfAbsent(alert.id(), alert);
  }

  /** Somebody looks after it; false when there is no such alert. */
  public synchronized boolean acknowledge(String id) {
    return move(id, State.ACKNOWLEDGED);
  }

  /** It is over. The next finding of that kind is a new alert. */
  public synchronized boolean resolve(String id) {
    return move(id, State.RESOLVED);
  }

  private boolean move(String id, State next) {
    Alert alert = alerts.get(id);
    if (alert == null) {
      return false;
    }
    if (alert.state() != State.RESOLVED) {
      alerts.put(id, alert.in(next));
      if (next == State.RESOLVED) {
        toldMs.remove(id);
        forgetOldest();
      }
    }
    return true;
  }

  private void forgetOldest() {
    List<String> resolved =
        alerts.values().stream()
            .filter(alert -> alert.state() == State.RESOLVED)
            .map(Alert::id)
            .toList();
    resolved.subList(0, Math.max(0, resolved.size() - RESOLVED_MAX)).forEach(alerts::remove);
  }

  /** Tells nothing of the kind until then; a time that is over ends a suppression. */
  public synchronized void suppress(Suppression suppression, long nowMs) {
    suppressions.removeIf(
        one -> one.untilMs() <= nowMs || one.isSameAs(suppression.rule(), suppression.subject()));
    if (suppression.untilMs() > nowMs && suppressions.size() < SUPPRESSIONS_MAX) {
      suppressions.add(suppression);
    }
  }

  /** Whether one more can be kept. */
  public synchronized boolean canSuppress(String rule, @Nullable String subject, long nowMs) {
    return suppressions.stream()
            .filter(one -> one.untilMs() > nowMs && !one.isSameAs(rule, subject))
            .count()
        < SUPPRESSIONS_MAX;
  }

  public synchronized Optional<Alert> find(String id) {
    return Optional.ofNullable(alerts.get(id));
  }
}
