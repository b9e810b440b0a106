package aico.audit;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Who may follow the log. Every change is recorded; granting first, ending afterwards. */
public final class Integrators {
  /** Each has a cursor and may hold streams; a home has a handful. */
  static final int INTEGRATORS_MAX = 64;

  private final IntegratorStore store;
  private final IntegratorAccess access;
  private final OwnTrail trail;
  private final InstantSource clock;
  private final Map<String, Integrator> byName = new TreeMap<>();

  /** Records an event of audit-service; returns when it is on disk. */
  @FunctionalInterface
  public interface OwnTrail {
    void record(AuditEvent event);
  }

  /** What became of an addition. */
  public sealed interface Addition {}

  /** May follow the log from now on, or could already. */
  public record Added(Integrator integrator) implements Addition {}

  /** The name, or the key, belongs to another one. */
  public record Taken(String field) implements Addition {}

  /** There are as many as there may be. */
  public record TooMany(int max) implements Addition {}

  public Integrators(
      IntegratorStore store, IntegratorAccess access, OwnTrail trail, InstantSource clock) {
    this.store = store;
    this.access = access;
    this.trail = trail;
    this.clock = clock;
  }

  /** Lets in those that were let in before the process started. */
  public synchronized void start() {
    for (Integrator integrator : store.read()) {
      byName.put(integrator.name(), integrator);
      access.allow(integrator);
    }
  }

  /** All, by name. */
  public synchronized List<Integrator> list() {
    return List.copyOf(byName.values());
  }

  /**
   * Lets an integrator follow the log.
   *
   * @param circumstances adds to the event who asked for it
   */
  public synchronized Addition add(
      String name, String publicKey, boolean identified, UnaryOperator<AuditEvent> circumstances) {
    Integrator known = byName.get(name);
    if (known != null) {
      return known.publicKey().equals(publicKey) && known.identified() == identified
          ? new Added(known)
          : new Taken("name");
    }
    if (byName.values().stream().anyMatch(other -> other.publicKey().equals(publicKey))) {
      return new Taken("public_key");
    }
    if (byName.size() >= INTEGRATORS_MAX) {
      return new TooMany(INTEGRATORS_MAX);
    }
    Integrator added =
        new Integrator(
            name, publicKey, clock.instant().truncatedTo(ChronoUnit.SECONDS), identified);
    trail.record(
        circumstances.apply(
            event(EventCode.INTEGRATOR_ADDED, name)
                .with("grant", identified ? "identified" : "pseudonymous")));
    byName.put(name, added);
    try {
      store.write(list());
    } catch (RuntimeException e) {
      byName.remove(name);
      throw e;
    }
    access.allow(added);
    return new Added(added);
  }

  /**
   * Puts another key in place of an integrator's; the old one opens nothing any more, the place in
   * the log stays. Nothing when there is none of that name.
   */
  public synchronized Optional<Addition> renew(
      String name, String publicKey, UnaryOperator<AuditEvent> circumstances) {
    Integrator known = byName.get(name);
    if (known == null) {
      return Optional.empty();
    }
    if (known.publicKey().equals(publicKey)) {
      return Optional.of(new Added(known));
    }
    if (byName.values().stream().anyMatch(other -> other.publicKey().equals(publicKey))) {
      return Optional.of(new Taken("public_key"));
    }
    Integrator renewed = new Integrator(name, publicKey, known.created(), known.identified());
    trail.record(
        circumstances.apply(
            event(EventCode.INTEGRATOR_RENEWED, name)
                .with("before", known.publicKey())
                .with("after", publicKey)));
    byName.put(name, renewed);
    try {
      store.write(list());
    } catch (RuntimeException e) {
      byName.put(name, known);
      throw e;
    }
    access.exchange(renewed);
    return Optional.of(new Added(renewed));
  }

  /** Ends an integrator's access; false when there is none of that name. */
  public synchronized boolean remove(String name, UnaryOperator<AuditEvent> circumstances) {
    Optional<Integrator> removed = Optional.ofNullable(byName.remove(name));
    removed.ifPresent(integrator -> {
      access.end(integrator);
      store.write(list());
      trail.record(circumstances.apply(event(EventCode.INTEGRATOR_REMOVED, name)));
    });
    return removed.isPresent();
  }

  private static AuditEvent event(EventCode code, String name) {
    return AuditEvent.of(code).on(new Resource("integrator", name));
  }
}
