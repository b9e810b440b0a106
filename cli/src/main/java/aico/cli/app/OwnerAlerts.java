package aico.cli.app;

import aico.bus.contract.AlertResponse;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.Shapes;
import aico.bus.contract.StandingResponse;
import aico.bus.contract.VaultRequest;
import aico.cli.Alerts;
import aico.cli.CommandFailed;
import aico.cli.bus.SuiteBus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Alerts over the bus: looking needs no session, answering does. */
final class OwnerAlerts implements Alerts {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{4,32}");

  private static final String OFF = "off";

  /** Those of an alert are about the same ones. */
  private static final int EVENTS_READ_MAX = 5;

  private final String ruleFolder;
  private final Looking looking;
  private final Answering answering;
  private final ReadNames names;

  /** Opens the bus for a question. */
  interface Looking {
    <T> T on(Function<SuiteBus, T> conversation);
  }

  /** Asks for the owner. */
  interface Answering {
    <R extends Reply> R ask(String principal, Request<R> request);
  }

  OwnerAlerts(String ruleFolder, Looking looking, Answering answering, ReadNames names) {
    this.names = names;
    this.ruleFolder = ruleFolder;
    this.looking = looking;
    this.answering = answering;
  }

  @Override
  public Listed list(boolean all) {
    AuditReply.Alerts answer =
        looking.on(bus -> bus.ask(new AuditRequest.AlertList(), SuiteBus.QUICK));
    List<Alert> shown =
        answer.alerts().stream()
            .filter(alert -> all || !alert.state().equals("resolved"))
            .map(this::of)
            .toList();
    return new Listed(
        shown,
        answer.suppressions().stream()
            .map(s ->
                new Suppression(
                    s.rule(), s.subject() == null ? null : names.in(s.subject()), s.until()))
            .toList());
  }

  /** An alert's events say who it is about. */
  private void learn(AuditReply.Alert alert) {
    if (!names.hasUnknown(alert.subject() + alert.why())) {
      return;
    }
    events(alert.events().stream().limit(EVENTS_READ_MAX).toList()).forEach(names::of);
  }

  private List<String> events(List<Long> sequences) {
    return looking.on(bus -> Trail.events(bus, sequences));
  }

  @Override
  public Shown show(String id) {
    Alert alert = find(id);
    return new Shown(alert, events(alert.events()).stream().map(names::of).toList());
  }

  private Alert find(String id) {
    if (!ID.matcher(id).matches()) {
      throw CommandFailed.usage("ID", "'" + id + "' (expected: 4 or more digits of an alert's id)");
    }
    List<Alert> found =
        list(true).alerts().stream().filter(alert -> alert.id().startsWith(id)).toList();
    if (found.size() != 1) {
      throw CommandFailed.usage(
          "ID",
          found.isEmpty() ? "there is no alert '" + id + "'" : "more than one alert begins so");
    }
    return found.getFirst();
  }

  @Override
  public Alert acknowledge(String id) {
    return of(answering.ask(Principals.AUDIT, new AuditRequest.AlertAcknowledge(find(id).id())));
  }

  @Override
  public Alert resolve(String id) {
    return of(answering.ask(Principals.AUDIT, new AuditRequest.AlertResolve(find(id).id())));
  }

  @Override
  public void suppress(String rule, @Nullable String subject, int days) {
    answering.ask(
        Principals.AUDIT, checked(() -> new AuditRequest.AlertSuppress(rule, subject, days)));
  }

  @Override
  public Rules rules() {
    AuditReply.Rules answer =
        looking.on(bus -> bus.ask(new AuditRequest.RuleList(), SuiteBus.QUICK));
    return new Rules(
        ruleFolder,
        answer.rules().stream().map(r -> new Rule(r.name(), r.title(), r.level())).toList(),
        answer.faults().stream().map(f -> new Fault(f.file(), f.message())).toList());
  }

  @Override
  public Responses responses() {
    return looking.on(bus -> {
      List<Response> all = new ArrayList<>();
      bus.ask(new VaultRequest.Responses(), SuiteBus.QUICK)
          .responses()
          .forEach(one -> all.add(of(one, AlertResponse.LOCK)));
      bus.ask(new AuthRequest.Responses(), SuiteBus.QUICK)
          .responses()
          .forEach(one -> all.add(of(one, AlertResponse.REVOKE_SESSION)));
      all.sort(Comparator.comparing(Response::rule).thenComparing(Response::response));
      return new Responses(all);
    });
  }

  @Override
  public Responses respond(String rule, String response) {
    checked(() -> Shapes.rule("RULE", rule));
    boolean off = response.equals(OFF);
    if (!off && rules().rules().stream().noneMatch(known -> known.name().equals(rule))) {
      throw CommandFailed.usage("RULE", "there is no rule '" + rule + "': see aico alerts rules");
    }
    if (response.equals(AlertResponse.LOCK.wireName())) {
      answering.ask(Principals.VAULT, new VaultRequest.Respond(rule, true));
    } else if (response.equals(AlertResponse.REVOKE_SESSION.wireName())) {
      answering.ask(Principals.AUTH, new AuthRequest.Respond(rule, true));
    } else if (off) {
      answering.ask(Principals.VAULT, new VaultRequest.Respond(rule, false));
      answering.ask(Principals.AUTH, new AuthRequest.Respond(rule, false));
    } else {
      throw CommandFailed.usage(
          "RESPONSE", "'" + response + "' (expected: lock, revoke-session or off)");
    }
    return new Responses(
        responses().responses().stream().filter(one -> one.rule().equals(rule)).toList());
  }

  static Response of(StandingResponse one, AlertResponse response) {
    return new Response(one.rule(), response.wireName(), one.user(), one.since(), !one.inForce());
  }

  private Alert of(AuditReply.Alert a) {
    learn(a);
    return new Alert(
        a.id(),
        a.rule(),
        a.title(),
        a.level(),
        names.in(a.subject()),
        names.in(a.why()),
        a.advice(),
        a.events(),
        a.state(),
        a.raised(),
        a.last(),
        a.count());
  }

  private static <T> T checked(Supplier<T> shape) {
    try {
      return shape.get();
    } catch (InvalidField invalid) {
      String message = String.valueOf(invalid.getMessage());
      throw CommandFailed.usage(invalid.field(), message.substring(invalid.field().length() + 2));
    }
  }
}
