package aico.cli.app;

import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.Principals;
import aico.cli.TrailLimits;
import aico.cli.bus.SuiteBus;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trail's limits over the bus: looking needs no session, changing does. */
record OwnerLimits(Talk talk) implements TrailLimits {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Limits show() {
    return talk.onBus(bus -> of(bus, bus.ask(new AuditRequest.Retention(), SuiteBus.QUICK)));
  }

  @Override
  public Limits set(@Nullable Long maxDays, @Nullable Long maxMib) {
    Limits now = show();
    AuditRequest.Retain wish =
        Talk.checked(() ->
            new AuditRequest.Retain(
                maxDays == null ? now.max_days() : maxDays,
                maxMib == null ? now.max_mib() : maxMib));
    return talk.forPerson(
        talk.requireConfig(),
        (acting, bus) -> of(bus, acting.ask(Principals.AUDIT, wish, SuiteBus.QUICK)));
  }

  private static Limits of(SuiteBus bus, AuditReply.Retention answer) {
    return new Limits(
        answer.max_days(),
        answer.max_mib(),
        answer.floor_days(),
        answer.own(),
        answer.first(),
        time(bus.ask(new AuditRequest.Query(answer.first(), 1), SuiteBus.QUICK).events()),
        answer.events(),
        answer.bytes());
  }

  private static @Nullable String time(List<String> events) {
    try {
      return events.isEmpty() ? null : JSON.readTree(events.getFirst()).path("time").textValue();
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
