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

  /** It came back with a restore, and waits for {@link #confirm}. */
  public record Waiting() implements Addition {}

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

  /**
   * Lets in those that were let in before the process started. What a restore brought is among them
   * from here on, suspended.
   */
  public synchronized void start() {
    for (Integrator integrator : store.read()) {
      byName.put(integrator.name(), integrator);
      if (!integrator.suspended()) {
        access.allow(integrator);
      }
    }
    List<Integrator> restored = store.restored();
    for (Integrator integrator : restored) {
      if (byName.size() < INTEGRATORS_MAX) {
        byName.putIfAbsent(integrator.name(), integrator.asSuspended());
      }
    }
    if (!restored.isEmpty()) {
      store.write(list());
    }
  }

  /** Records whom a restore brought, once there is a log to record it in. */
  public synchronized void tellRestored() {
    List<Integrator> restored = store.restored();
    for (Integrator integrator : list()) {
      if (!restored.isEmpty() && integrator.suspended()) {
        trail.record(
            event(EventCode.INTEGRATOR_SUSPENDED, integrator.name())
                .with("grant", integrator.grant()));
      }
    }
    store.restoredTaken();
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
      return known.publicKey().equals(publicKey)
              && known.identified() == identified
              && !known.suspended()
          ? new Added(known)
          : new Taken("name");
    }
    if (isKeyTaken(publicKey)) {
      return new Taken("public_key");
    }
    if (byName.size() >= INTEGRATORS_MAX) {
      return new TooMany(INTEGRATORS_MAX);
    }
    Integrator added =
        new Integrator(
            name, publicKey, clock.instant().truncatedTo(ChronoUnit.SECONDS), identified);
    trail.record(
        circumstances.apply(event(EventCode.INTEGRATOR_ADDED, name).with("grant", added.grant())));
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
    if (known.suspended()) {
      return Optional.of(new Waiting());
    }
    if (known.publicKey().equals(publicKey)) {
      return Optional.of(new Added(known));
    }
    if (isKeyTaken(publicKey)) {
      return Optional.of(new Taken("public_key"));
    }
    Integrator renewed = known.withKey(publicKey);
    trail.record(
        circumstances.apply(
            event(EventCode.INTEGRATOR_RENEWED, name)
                .with("before", known.publicKey())
                .with("after", publicKey)));
    put(known, renewed);
    access.exchange(renewed);
    return Optional.of(new Added(renewed));
  }

  /**
   * Lets one in again that a restore brought: under a key that the owner has just made, with its
   * place in the log and how it is told names. Nothing when there is none of that name.
   */
  public synchronized Optional<Addition> confirm(
      String name, String publicKey, UnaryOperator<AuditEvent> circumstances) {
    Integrator known = byName.get(name);
    if (known == null) {
      return Optional.empty();
    }
    if (!known.suspended()) {
      return Optional.of(
          known.publicKey().equals(publicKey) ? new Added(known) : new Taken("name"));
    }
    if (isKeyTaken(publicKey)) {
      return Optional.of(new Taken("public_key"));
    }
    Integrator confirmed = known.withKey(publicKey);
    trail.record(
        circumstances.apply(
            event(EventCode.INTEGRATOR_CONFIRMED, name)
                .with("grant", confirmed.grant())
                .with("after", publicKey)));
    put(known, confirmed);
    access.allow(confirmed);
    return Optional.of(new Added(confirmed));
  }

  /** Also by one that is suspended: a key out of a backup is let in under no name. */
  private boolean isKeyTaken(String publicKey) {
    return byName.values().stream().anyMatch(other -> other.publicKey().equals(publicKey));
  }

  private void put(Integrator known, Integrator changed) {
    byName.put(changed.name(), changed);
    try {
      store.write(list());
    } catch (RuntimeException e) {
      byName.put(known.name(), known);
      throw e;
    }
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
