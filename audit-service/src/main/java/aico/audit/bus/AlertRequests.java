package aico.audit.bus;

import aico.audit.AlertEvents;
import aico.audit.AlertSubjects;
import aico.audit.Aliases;
import aico.audit.Integrators;
import aico.audit.Watch;
import aico.bus.connector.Ask;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.detect.Alert;
import aico.detect.Alert.State;
import aico.detect.AlertBook;
import aico.detect.Detection;
import aico.detect.RuleSet;
import aico.detect.Suppression;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Answers what is asked about alerts and rules. What changes something is recorded first. */
public final class AlertRequests {
  private final Watch watch;
  private final Integrators.OwnTrail trail;
  private final InstantSource clock;
  private final AlertSubjects subjects;

  public AlertRequests(
      Watch watch, Integrators.OwnTrail trail, InstantSource clock, Aliases aliases) {
    this.subjects = new AlertSubjects(aliases);
    this.watch = watch;
    this.trail = trail;
    this.clock = clock;
  }

  Reply list() {
    AlertBook.Content content = watch.book().content();
    long now = clock.millis();
    return new AuditReply.Alerts(
        content.alerts().stream().map(AlertRequests::reply).toList(),
        content.suppressions().stream()
            .filter(one -> one.untilMs() > now)
            .map(one -> new AuditReply.Suppression(one.rule(), one.subject(), time(one.untilMs())))
            .toList());
  }

  Reply acknowledge(Ask ask, String id) {
    Alert alert = required(id);
    if (alert.state() == State.OPEN) {
      trail.record(by(ask, AlertEvents.about(EventCode.ALERT_ACKNOWLEDGED, alert)));
      watch.book().acknowledge(id);
    }
    return reply(required(id));
  }

  Reply resolve(Ask ask, String id) {
    Alert alert = required(id);
    if (alert.state() != State.RESOLVED) {
      trail.record(by(ask, AlertEvents.about(EventCode.ALERT_RESOLVED, alert)));
      watch.book().resolve(id);
    }
    return reply(watch.book().find(id).orElse(alert));
  }

  Reply suppress(Ask ask, AuditRequest.AlertSuppress request) {
    String rule = request.rule();
    if (request.days() > 0 && rules().stream().noneMatch(known -> known.name().equals(rule))) {
      throw new RequestFailed(
          ErrorCode.USAGE, "rule: there is no rule '" + rule + "'", "rule", null, 0);
    }
    String subject = request.subject() == null ? null : meant(request.subject());
    Instant now = clock.instant();
    if (request.days() > 0 && !watch.book().canSuppress(rule, subject, now.toEpochMilli())) {
      throw new RequestFailed(ErrorCode.FAILED, "too much is suppressed already: end some of it");
    }
    Suppression suppression =
        new Suppression(rule, subject, now.plus(Duration.ofDays(request.days())).toEpochMilli());
    trail.record(by(ask, AlertEvents.suppressed(suppression)));
    watch.book().suppress(suppression, now.toEpochMilli());
    return new Reply.Done();
  }

  private String meant(String asked) {
    AlertBook.Content content = watch.book().content();
    Set<String> known = new LinkedHashSet<>();
    content.alerts().forEach(alert -> known.add(alert.subject()));
    content.suppressions().stream()
        .map(Suppression::subject)
        .filter(Objects::nonNull)
        .forEach(known::add);
    return subjects.meant(asked, known);
  }

  Reply ruleList() {
    List<AuditReply.RuleFault> faults =
        watch
            .rules()
            .map(read ->
                read.faults().stream()
                    .map(fault -> new AuditReply.RuleFault(fault.file(), fault.message()))
                    .toList())
            .orElse(List.of());
    return new AuditReply.Rules(rules(), faults, watch.next(), watch.problem().orElse(null));
  }

  /** Those that can raise an alert. */
  private List<AuditReply.Rule> rules() {
    List<AuditReply.Rule> all = new ArrayList<>();
    Optional<RuleSet> set = watch.rules().map(read -> read.rules());
    set.ifPresent(rules -> {
      rules.rules().stream()
          .filter(rule -> rule.alerts())
          .map(rule -> new AuditReply.Rule(rule.key(), rule.title(), rule.level().wireName()))
          .forEach(all::add);
      rules.correlations().stream()
          .filter(rule -> rule.alerts())
          .map(rule -> new AuditReply.Rule(rule.key(), rule.title(), rule.level().wireName()))
          .forEach(all::add);
    });
    Detection.OWN_RULES.forEach((name, title) -> all.add(new AuditReply.Rule(name, title, "high")));
    return all;
  }

  private Alert required(String id) {
    return watch
        .book()
        .find(id)
        .orElseThrow(
            () -> new RequestFailed(ErrorCode.USAGE, "id: there is no such alert", "id", null, 0));
  }

  private static AuditEvent by(Ask ask, AuditEvent event) {
    String user = ask.person() == null ? null : ask.person().user();
    return event.by(ask.caller().principal(), user).correlated(ask.correlation());
  }

  private static AuditReply.Alert reply(Alert alert) {
    return new AuditReply.Alert(
        alert.id(),
        alert.rule(),
        alert.title(),
        alert.level().wireName(),
        alert.subject(),
        alert.why(),
        alert.advice(),
        alert.events(),
        alert.state().name().toLowerCase(Locale.ROOT),
        time(alert.raisedMs()),
        time(alert.lastMs()),
        alert.count());
  }

  private static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }
}
