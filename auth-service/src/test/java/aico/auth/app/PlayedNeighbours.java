package aico.auth.app;

import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.zmq.Bus;
import aico.bus.zmq.EventPublisher;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Plays what auth-service asks audit-service and policy-service, and the alerts it hears. */
final class PlayedNeighbours {
  private final Bus audit;
  private final EventPublisher alerts;

  /** What policy-service decides. */
  volatile boolean allow;

  /** Which session the events of every alert name; null for none. */
  volatile @Nullable String session;

  PlayedNeighbours(Bus audit, Bus policy) {
    this.audit = audit;
    var unused = audit.serve("audit.requests", this::answer);
    var alsoUnused = policy.serve("policy.requests", this::decide);
    alerts = audit.publisher("audit.alerts");
  }

  Bus bus() {
    return audit;
  }

  void raise(String rule, Instant time) {
    alerts.publish(
        "audit.alert",
        Map.of(
            "event_code", "alert.raised",
            "alert", PlayedKeyService.id(),
            "rule", rule,
            "time", time.toString(),
            "events", List.of(7)));
  }

  private CompletionStage<OutgoingReply> answer(IncomingRequest request) {
    String named = session;
    return CompletableFuture.completedStage(
        switch (request.request()) {
          case AuditRequest.OpenState open ->
              OutgoingReply.of(new AuditReply.RolledBack(List.of(), List.of()));
          case AuditRequest.EventSessions events ->
              OutgoingReply.of(
                  new AuditReply.EventSessions(
                      List.of("owner"), named == null ? List.of() : List.of(named)));
          default -> throw new RequestFailed(ErrorCode.FAILED, "not played");
        });
  }

  private CompletionStage<OutgoingReply> decide(IncomingRequest request) {
    if (request.request() instanceof PolicyRequest.Decide) {
      return CompletableFuture.completedStage(
          OutgoingReply.of(new PolicyReply.Decision(allow, "played", null, 1)));
    }
    throw new RequestFailed(ErrorCode.FAILED, "not played");
  }
}
