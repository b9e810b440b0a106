package aico.audit.bus;

import aico.audit.AuditException;
import aico.audit.Checkpoints;
import aico.audit.Erasures;
import aico.audit.Integrator;
import aico.audit.Integrators;
import aico.audit.SignedHead;
import aico.audit.StreamHub.ConsistencyProofs;
import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Answers the requests of {@code audit.requests}, which come here admitted. */
public final class AuditRequests {
  private final EventQuery query;
  private final SearchAnswers searched;
  private final Checkpoints checkpoints;
  private final ConsistencyProofs proofs;
  private final Integrators integrators;
  private final AlertRequests alerts;
  private final SessionAnswers sessions;
  private final StateAnswers states;
  private final RetentionAnswers retention;
  private final EraseAnswers erase;
  private final Erasures erasures;
  private final Supplier<String> vkey;
  private final Supplier<Optional<String>> epochVkey;

  /**
   * A handler.
   *
   * @param person for whom a name in an event stands
   * @param vkey the log's verifier key; asked for only once there is a checkpoint
   * @param epochVkey that of its first epoch; likewise
   */
  public AuditRequests(
      EventQuery query,
      SearchAnswers searched,
      Checkpoints checkpoints,
      ConsistencyProofs proofs,
      Integrators integrators,
      AlertRequests alerts,
      StateAnswers states,
      RetentionAnswers retention,
      EraseAnswers erase,
      Erasures erasures,
      UnaryOperator<String> person,
      Supplier<String> vkey,
      Supplier<Optional<String>> epochVkey) {
    this.query = query;
    this.sessions = new SessionAnswers(query, person);
    this.searched = searched;
    this.checkpoints = checkpoints;
    this.proofs = proofs;
    this.integrators = integrators;
    this.alerts = alerts;
    this.states = states;
    this.retention = retention;
    this.erase = erase;
    this.erasures = erasures;
    this.vkey = vkey;
    this.epochVkey = epochVkey;
  }

  /** The answer, or {@link RequestFailed}. */
  public Answer handle(Ask ask) {
    if (!(ask.request() instanceof AuditRequest<?> request)) {
      throw new IllegalStateException("not a request to audit-service");
    }
    return Answer.of(
        switch (request) {
          case AuditRequest.State state -> state();
          case AuditRequest.Query(long from, int limit, String search) ->
              search == null
                  ? query.answer(from, limit)
                  : searched.page(ask.caller().principal(), search, from, limit);
          case AuditRequest.Search(EventFilter filter, boolean newestFirst) ->
              searched.open(ask.caller().principal(), filter, newestFirst);
          case AuditRequest.Count(String search, long from) ->
              searched.count(ask.caller().principal(), search, from);
          case AuditRequest.Consistency(long from, long to) -> consistency(from, to);
          case AuditRequest.IntegratorAdd add -> add(ask, add);
          case AuditRequest.OpenState(
                  boolean starting,
                  List<AuditRequest.StoreGeneration> stores) ->
              states.open(ask.caller().principal(), starting, stores);
          case AuditRequest.RolledBackState all -> states.all();
          case AuditRequest.AcceptState accept -> states.accept(circumstances(ask));
          case AuditRequest.Erase(String subject) -> erase.erased(subject);
          case AuditRequest.IntegratorRenew(String name, String key) -> renew(ask, name, key);
          case AuditRequest.IntegratorConfirm(String name, String key) -> confirm(ask, name, key);
          case AuditRequest.IntegratorRemove(String name) -> remove(ask, name);
          case AuditRequest.AlertList list -> alerts.list();
          case AuditRequest.AlertAcknowledge(String id) -> alerts.acknowledge(ask, id);
          case AuditRequest.AlertResolve(String id) -> alerts.resolve(ask, id);
          case AuditRequest.AlertSuppress suppress -> alerts.suppress(ask, suppress);
          case AuditRequest.Retention kept -> retention.show();
          case AuditRequest.Retain wish -> retention.set(wish, circumstances(ask));
          case AuditRequest.RuleList list -> alerts.ruleList();
          case AuditRequest.EventSessions(List<Long> events) -> sessions.answer(events);
          case AuditRequest.IntegratorList list ->
              new AuditReply.Integrators(integrators.list().stream().map(this::reply).toList());
        });
  }

  private Reply state() {
    SignedHead head =
        checkpoints
            .published()
            .orElseThrow(() ->
                new RequestFailed(ErrorCode.UNREACHABLE, "nothing is signed yet", null, null, 1));
    return new AuditReply.State(
        head.checkpoint().size(),
        Base64.getEncoder().encodeToString(head.checkpoint().root()),
        new String(head.note(), StandardCharsets.UTF_8),
        vkey.get(),
        epochVkey.get().orElse(null));
  }

  private Reply consistency(long from, long to) {
    try {
      Base64.Encoder base64 = Base64.getEncoder();
      return new AuditReply.Proof(
          proofs.between(from, to).stream().map(base64::encodeToString).toList());
    } catch (AuditException e) {
      throw new RequestFailed(ErrorCode.USAGE, e.getMessage(), "to", null, 0);
    }
  }

  private Reply add(Ask ask, AuditRequest.IntegratorAdd add) {
    boolean identified = Boolean.TRUE.equals(add.identified());
    return reply(integrators.add(add.name(), add.public_key(), identified, circumstances(ask)));
  }

  private Reply renew(Ask ask, String name, String publicKey) {
    return reply(
        integrators.renew(name, publicKey, circumstances(ask)).orElseThrow(AuditRequests::unknown));
  }

  private Reply confirm(Ask ask, String name, String publicKey) {
    return reply(
        integrators
            .confirm(name, publicKey, circumstances(ask))
            .orElseThrow(AuditRequests::unknown));
  }

  private Reply reply(Integrators.Addition addition) {
    return switch (addition) {
      case Integrators.Added(Integrator added) -> reply(added);
      case Integrators.Waiting() ->
          throw new RequestFailed(
              ErrorCode.FAILED,
              "name: suspended since a restore: aico restore confirm",
              "name",
              null,
              0);
      case Integrators.Taken(String field) ->
          throw new RequestFailed(
              ErrorCode.FAILED, field + ": belongs to an integrator already", field, null, 0);
      case Integrators.TooMany(int max) ->
          throw new RequestFailed(ErrorCode.FAILED, "integrators: " + max + " is the most");
    };
  }

  private Reply remove(Ask ask, String name) {
    if (!integrators.remove(name, circumstances(ask))) {
      throw unknown();
    }
    return new Reply.Done();
  }

  private static RequestFailed unknown() {
    return new RequestFailed(ErrorCode.USAGE, "name: no such integrator", "name", null, 0);
  }

  private static UnaryOperator<AuditEvent> circumstances(Ask ask) {
    String user = ask.person() == null ? null : ask.person().user();
    return event -> event.by(ask.caller().principal(), user).correlated(ask.correlation());
  }

  private AuditReply.Integrator reply(Integrator integrator) {
    return new AuditReply.Integrator(
        integrator.name(),
        integrator.publicKey(),
        integrator.created().toString(),
        integrator.identified(),
        erasures.of(integrator.principal()).size(),
        integrator.suspended());
  }
}
