package aico.bus.connector;

import aico.bus.contract.AlertResponse;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.StandingResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers alerts of {@code audit.alerts} in the one way that a service has, for the rules that the
 * owner chose. Off until chosen; what is done is recorded before.
 *
 * <p>INVARIANT: an alert is answered at most once, and only if what made it one happened after the
 * choice and after the start of this process. That is counted in ages by the monotonic clock, so
 * that a clock that is set neither revives an old alert nor mutes new ones.
 */
public final class AlertResponses {
  /** What repeats sooner is not answered again. */
  static final Duration PAUSE = Duration.ofMinutes(1);

  /** Alerts whose answers are remembered; audit-service has fewer open ones. */
  static final int ANSWERED_MAX = 1_000;

  private static final System.Logger LOG = System.getLogger(AlertResponses.class.getName());

  private final AlertResponse response;
  private final String store;
  private final ResponseFile file;
  private final Trail trail;
  private final Remedy remedy;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /** By rule, since when it counts. */
  private final Map<String, Long> sinceNanos = new HashMap<>();

  /** What was answered when: an alert and its time, and what {@link #PAUSE} is kept between. */
  private final Map<String, Long> answered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > 2 * ANSWERED_MAX;
        }
      };

  private final long generationAtStart;

  private ResponseBook book;

  /**
   * Takes up what was chosen before.
   *
   * @param store the file's name as the trail is told its generations
   * @throws InvalidField when the file is damaged or of a newer version
   */
  public AlertResponses(
      AlertResponse response,
      String store,
      ResponseFile file,
      Trail trail,
      Remedy remedy,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.response = response;
    this.store = store;
    this.file = file;
    this.trail = trail;
    this.remedy = remedy;
    this.clock = clock;
    this.nanoTime = nanoTime;
    book = file.read().map(ResponseBook::decode).orElseGet(() -> new ResponseBook(0, List.of()));
    file.restored().map(ResponseBook::decode).ifPresent(this::takeUp);
    generationAtStart = book.generation();
    long startNanos = nanoTime.getAsLong();
    book.responses().stream()
        .filter(StandingResponse::inForce)
        .forEach(one -> sinceNanos.put(one.rule(), startNanos));
  }

  /**
   * What a restore brought: nothing vouches for it in the place of a backup, so that it does
   * nothing before the owner chooses it again.
   */
  private void takeUp(ResponseBook restored) {
    book = book.withSuspended(restored);
    file.write(book.encode());
    for (StandingResponse one : book.responses()) {
      if (!one.inForce()) {
        record(
            AuditEvent.of(EventCode.ALERT_RESPONSE_CHOSEN)
                .with("rule", one.rule())
                .with("response", response.wireName())
                .with("chosen", "suspended"));
      }
    }
    file.restoredTaken();
  }

  /** The generation of the file as it was found; 0 where there was none. */
  public long generationAtStart() {
    return generationAtStart;
  }

  /** What stands, by rule; what is suspended as well. */
  public synchronized List<StandingResponse> standing() {
    return book.responses();
  }

  /**
   * Takes the choice of the person who asks; recorded before it counts.
   *
   * @throws RequestFailed when it could not be recorded or kept: then nothing is changed
   */
  public synchronized List<StandingResponse> choose(String rule, boolean on, Ask ask) {
    Optional<StandingResponse> stands = book.of(rule);
    boolean asIs = on ? stands.filter(StandingResponse::inForce).isPresent() : stands.isEmpty();
    if (asIs) {
      return book.responses();
    }
    if (on && stands.isEmpty() && book.responses().size() >= StandingResponse.MAX) {
      throw new RequestFailed(
          ErrorCode.FAILED, "responses: " + StandingResponse.MAX + " rules is the most");
    }
    String user = ask.requiredPerson().user();
    ResponseBook next =
        on
            ? book.with(
                new StandingResponse(
                    rule, user, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()))
            : book.without(rule);
    try {
      trail.record(
          AuditEvent.of(EventCode.ALERT_RESPONSE_CHOSEN)
              .by(ask.caller().principal(), user)
              .correlated(ask.correlation())
              .with("rule", rule)
              .with("response", response.wireName())
              .with("chosen", on ? "on" : "off"));
      file.write(next.encode());
    } catch (RuntimeException e) {
      throw new RequestFailed(ErrorCode.FAILED, "not changed: " + e.getMessage());
    }
    book = next;
    if (on) {
      sinceNanos.put(rule, nanoTime.getAsLong());
    } else {
      sinceNanos.remove(rule);
    }
    trail.written(store, next.generation());
    return next.responses();
  }

  /** Takes what came on {@code audit.alerts}; returns when it is done. */
  public void heard(BusSignal signal) {
    switch (signal) {
      case BusSignal.Happened happened ->
          AlertNotice.of(happened.event()).ifPresent(this::consider);
      // Best effort: what was not heard is in the trail, and is not answered late.
      case BusSignal.Gap gap -> {}
      case BusSignal.Silence silence -> {}
    }
  }

  private void consider(AlertNotice alert) {
    StandingResponse chosen = due(alert);
    if (chosen == null) {
      return;
    }
    Remedy.Prepared prepared;
    try {
      prepared = remedy.prepare(chosen, alert);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "alert " + alert.alert() + ": not answered", e);
      record(event(alert).with("reason", "not done: " + reason(e)).failed());
      return;
    }
    Integer sessions = prepared.sessions();
    record(sessions == null ? event(alert) : event(alert).with("sessions", sessions.toString()));
    try {
      prepared.act().run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "alert " + alert.alert() + ": answer failed", e);
      record(event(alert).with("reason", "failed: " + reason(e)).failed());
    }
  }

  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.length() <= 200 ? message : message.substring(0, 200);
  }

  /** The choice by which an alert is to be answered now, or null. */
  private synchronized @Nullable StandingResponse due(AlertNotice alert) {
    Long since = sinceNanos.get(alert.rule());
    if (since == null) {
      return null;
    }
    long now = nanoTime.getAsLong();
    long ageMs = clock.millis() - alert.timeMs();
    if (ageMs > Duration.ofNanos(now - since).toMillis()) {
      return null;
    }
    String one = alert.alert() + "@" + alert.timeMs();
    String kind =
        switch (response) {
          // Whichever alert it is, the same is locked.
          case LOCK -> "rule " + alert.rule();
          // Another alert is about other sessions; one must not shield the other.
          case REVOKE_SESSION -> "alert " + alert.alert();
        };
    Long last = answered.get(kind);
    if (answered.containsKey(one) || (last != null && now - last < PAUSE.toNanos())) {
      return null;
    }
    answered.put(one, now);
    answered.remove(kind);
    answered.put(kind, now);
    return book.responses().stream()
        .filter(standing -> standing.rule().equals(alert.rule()))
        .findFirst()
        .orElse(null);
  }

  private AuditEvent event(AlertNotice alert) {
    return AuditEvent.of(EventCode.ALERT_ANSWERED)
        .with("alert", alert.alert())
        .with("rule", alert.rule())
        .with("response", response.wireName());
  }

  /** As every lock: it takes place also where it cannot be recorded. */
  private void record(AuditEvent event) {
    try {
      trail.recordReserved(event);
    } catch (NotRecorded e) {
      LOG.log(System.Logger.Level.ERROR, "answered without a record: {0}", e.getMessage());
    }
  }
}
