package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import java.time.Duration;
import java.time.InstantSource;
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

  private final String principal;
  private final RecordSink sink;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  public Trail(String principal, RecordSink sink, InstantSource clock, Supplier<UUID> ids) {
    this.principal = principal;
    this.sink = sink;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Records an event.
   *
   * @throws NotRecorded when it is not durable: then the action must not take place
   */
  public void record(AuditEvent event) {
    append(event, false);
  }

  /**
   * Records an event that tells of less power (lock, log-out, stop): it may use the outbox's
   * reserve.
   *
   * @throws NotRecorded when it is not durable; such an action takes place all the same
   */
  public void recordReserved(AuditEvent event) {
    append(event, true);
  }

  private void append(AuditEvent event, boolean reserve) {
    String code = event.code().code();
    try {
      byte[] record = CloudEvents.encode(event, principal, clock.instant(), ids.get());
      sink.append(record, reserve)
          .toCompletableFuture()
          .get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
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
    } catch (RuntimeException e) {
      throw new NotRecorded(code + ": not recorded: " + e.getMessage(), e);
    }
  }
}
