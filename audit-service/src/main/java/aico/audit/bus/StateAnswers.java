package aico.audit.bus;

import aico.audit.Generations;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditReply.RolledBackStore;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers what services and the owner ask about older copies of stores. */
public final class StateAnswers {
  private static final String KEYS = "keys/";

  private final Generations generations;
  private final Consumer<AuditEvent> record;
  private final Consumer<AuditEvent> alarm;
  private final Function<String, @Nullable String> userOf;

  /**
   * Answers.
   *
   * @param record returns when the event is on disk
   * @param alarm the same, and tells those who listen for alarms
   * @param userOf whose subject that is, for people who are to know what is older
   */
  public StateAnswers(
      Generations generations,
      Consumer<AuditEvent> record,
      Consumer<AuditEvent> alarm,
      Function<String, @Nullable String> userOf) {
    this.userOf = userOf;
    this.generations = generations;
    this.record = record;
    this.alarm = alarm;
  }

  AuditReply.RolledBack open(
      String principal, boolean starting, List<AuditRequest.StoreGeneration> stores) {
    Map<String, Long> now = new HashMap<>();
    if (starting) {
      stores.forEach(store -> now.put(store.store(), store.generation()));
      generations
          .compare(principal, now)
          .forEach(one ->
              alarm.accept(
                  about(EventCode.STATE_ROLLED_BACK, one)
                      .failed()
                      .by(principal, null)
                      .with("expected", Long.toString(one.expected()))));
    }
    return new AuditReply.RolledBack(
        generations.older(principal), generations.untold(principal, now));
  }

  AuditReply.RolledBack all() {
    return new AuditReply.RolledBack(named(generations.older()), List.of());
  }

  /** Key files by their users, as a person knows them. */
  private List<RolledBackStore> named(List<RolledBackStore> stores) {
    return stores.stream().map(this::named).toList();
  }

  private RolledBackStore named(RolledBackStore store) {
    String user =
        store.store().startsWith(KEYS)
            ? userOf.apply(store.store().substring(KEYS.length()))
            : null;
    return user == null
        ? store
        : new RolledBackStore(store.principal(), KEYS + user, store.generation(), store.expected());
  }

  AuditReply.RolledBack accept(UnaryOperator<AuditEvent> circumstances) {
    List<RolledBackStore> all = generations.older();
    // The record itself, once it is in the log, makes it so.
    all.forEach(one -> record.accept(circumstances.apply(about(EventCode.STATE_ACCEPTED, one))));
    return new AuditReply.RolledBack(named(all), List.of());
  }

  private static AuditEvent about(EventCode code, RolledBackStore store) {
    return AuditEvent.of(code)
        .on(new Resource("state", store.store()))
        .with("producer", store.principal())
        .with("store", store.store())
        .with("generation", Long.toString(store.generation()));
  }
}
