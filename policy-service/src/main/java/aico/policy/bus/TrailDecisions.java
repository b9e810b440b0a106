package aico.policy.bus;

import aico.bus.connector.NotRecorded;
import aico.bus.connector.Trail;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.policy.DecisionTrail;
import aico.policy.Question;
import aico.policy.Verdict;
import java.time.Instant;

/** Records decisions in this service's own outbox. */
public final class TrailDecisions implements DecisionTrail {
  private final Trail trail;

  public TrailDecisions(Trail trail) {
    this.trail = trail;
  }

  @Override
  public void record(Question question, Verdict verdict, long version, Others others) {
    try {
      trail.record(with(others, event(question, verdict, version)));
    } catch (NotRecorded e) {
      throw new NotRecordable(String.valueOf(e.getMessage()), e);
    }
  }

  private static AuditEvent with(Others others, AuditEvent event) {
    return switch (others) {
      case Others.None none -> event;
      case Others.MayFollow(Instant until) -> event.with("more_until", until.toString());
      case Others.Followed(long count) ->
          event.correlated(null).with("count", Long.toString(count));
    };
  }

  private static AuditEvent event(Question question, Verdict verdict, long version) {
    AuditEvent event =
        switch (verdict) {
          case Verdict.Allowed allowed -> AuditEvent.of(EventCode.DECISION_ALLOWED);
          case Verdict.Denied denied -> AuditEvent.of(EventCode.DECISION_DENIED).failed();
        };
    return event
        .by(question.program(), question.user())
        .on(new Resource(question.resourceType(), question.resource()))
        .heldBy(question.owner())
        .correlated(question.correlation())
        .with("action", question.action())
        .with("service", question.service())
        .with("rule", verdict.rule())
        .with("policy_version", Long.toString(version));
  }
}
