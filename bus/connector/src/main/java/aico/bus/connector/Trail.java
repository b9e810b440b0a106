package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.zmq.Limits;
import aico.bus.zmq.RecordPosition;
import aico.bus.zmq.Reserve;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Where a service records what it is about to do. An event is durable in this process's own outbox
 * when a method returns; audit-service gets it from there, now or later.
 */
public final class Trail {
  /** A sync takes milliseconds; a disk that needs longer than this is as good as full. */
  static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /** What events of one kind may fill of the outbox: a quarter. */
  static final long QUOTA_BYTES = Limits.OUTBOX_BYTES / 4;

  /** What has to be recorded before a person who locked is in again, vaults and all. */
  private static final Set<EventCode> OPENING =
      Set.of(
          EventCode.KEY_UNLOCKED,
          EventCode.KEY_HANDED_OUT,
          EventCode.AUTH_LOGIN,
          EventCode.TOKEN_ISSUED,
          EventCode.VAULT_MOUNTED);

  private static final String MOUNT = "vault.mount";

  private static final System.Logger LOG = System.getLogger(Trail.class.getName());

  private final String principal;
  private final RecordSink sink;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final KindQuotas quotas = new KindQuotas(QUOTA_BYTES);
  private final EventSeal seal;

  /** The last generations that wait for {@link #compared}; also its lock. */
  private final Map<String, Long> unsaid = new HashMap<>();

  private boolean compared;

  public Trail(
      String principal, RecordSink sink, InstantSource clock, Supplier<UUID> ids, EventSeal seal) {
    this.seal = seal;
    this.principal = principal;
    this.sink = sink;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Records an event. One that lets a person in again may use a part of the outbox's reserve; that
   * somebody tried in vain may not.
   *
   * @throws NotRecorded when it is not durable: then the action must not take place
   */
  public void record(AuditEvent event) {
    append(event, isOpening(event) ? Reserve.OPENING : Reserve.NONE);
  }

  /**
   * Records an event that tells of less power (lock, log-out, stop): it may use the outbox's
   * reserve.
   *
   * @throws NotRecorded when it is not durable; such an action takes place all the same
   */
  public void recordReserved(AuditEvent event) {
    append(event, Reserve.CLOSING);
  }

  /**
   * Says that a store stands on disk in that generation, so that an older copy of it is noticed. To
   * be called after the write: what was never written must not be missed. A write that cannot be
   * told is only a gap in what is noticed.
   */
  public void written(String store, long generation) {
    synchronized (unsaid) {
      if (!compared) {
        unsaid.put(store, generation);
        return;
      }
    }
    tell(store, generation);
  }

  /**
   * What this process found at its start was compared with the trail: from here on it may say what
   * it writes. Said earlier, it would hide how old that was.
   */
  public void compared() {
    compared(Map.of());
  }

  /**
   * The same.
   *
   * @param untold what was found at the start and the trail does not know; what was written since
   *     is newer
   */
  public void compared(Map<String, Long> untold) {
    Map<String, Long> waiting = new HashMap<>(untold);
    synchronized (unsaid) {
      compared = true;
      waiting.putAll(unsaid);
      unsaid.clear();
    }
    waiting.forEach(this::tell);
  }

  private void tell(String store, long generation) {
    try {
      recordReserved(
          AuditEvent.of(EventCode.STATE_WRITTEN)
              .on(new Resource("state", store))
              .with("store", store)
              .with("generation", Long.toString(generation)));
    } catch (NotRecorded e) {
      LOG.log(System.Logger.Level.WARNING, "{0}", e.getMessage());
    }
  }

  private static boolean isOpening(AuditEvent event) {
    boolean allowsMount =
        event.code() == EventCode.DECISION_ALLOWED && MOUNT.equals(event.details().get("action"));
    return event.success() && (allowsMount || OPENING.contains(event.code()));
  }

  private void append(AuditEvent event, Reserve reserve) {
    String code = event.code().code();
    try {
      EventSeal.SealedEvent sealed = seal.seal(event, reserve == Reserve.CLOSING);
      byte[] record = CloudEvents.encode(sealed, principal, clock.instant(), ids.get());
      append(event.code(), record, reserve);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String reason = cause == null ? e.getMessage() : cause.getMessage();
      throw new NotRecorded(code + ": not recorded: " + reason, cause);
    } catch (TimeoutException e) {
      throw new NotRecorded(
          code + ": not recorded: not durable within " + MAX_WAIT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotRecorded(code + ": not recorded: interrupted", e);
    } catch (NotRecorded e) {
      throw e;
    } catch (RuntimeException e) {
      throw new NotRecorded(code + ": not recorded: " + e.getMessage(), e);
    }
  }

  private void append(EventCode code, byte[] record, Reserve reserve)
      throws ExecutionException, TimeoutException, InterruptedException {
    if (!quotas.take(code, record.length, sink.acknowledged())) {
      throw new IllegalStateException(
          QUOTA_BYTES + " bytes of its kind wait for audit-service (expected: no more)");
    }
    long sequence = -1;
    try {
      Object position =
          sink.append(record, reserve)
              .toCompletableFuture()
              .get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      // A sink without an outbox keeps nothing back.
      sequence = position instanceof RecordPosition(String outbox, long at) ? at : 0;
    } finally {
      if (sequence < 0) {
        quotas.failed(code, record.length);
      } else {
        quotas.durable(code, record.length, sequence);
      }
    }
  }
}
