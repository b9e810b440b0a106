package aico.bus.connector;

import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This process's copy of auth-service's verification keys and revocations. Heartbeats of {@code
 * auth.events} confirm it; a copy that nothing confirmed for a second is read again before it is
 * used, by request.
 */
public final class AuthStateCopy implements AuthStates {
  /** Design: a service whose copy is over a second old accepts no token. */
  static final Duration MAX_AGE = Duration.ofSeconds(1);

  /** The state is small and in memory; a person is waiting. */
  static final Duration READ_DEADLINE = Duration.ofSeconds(2);

  private final BusClient bus;
  private final LongSupplier nanoTime;

  /** Reads are one at a time; heartbeats never wait for them. */
  private final ReentrantLock reading = new ReentrantLock();

  private final AtomicReference<@Nullable Copy> copy = new AtomicReference<>();

  /**
   * A state and when it was last known to be current.
   *
   * @param confirmedNanos when it was asked for, or when a heartbeat with its head came
   */
  // INVARIANT: confirmedNanos is never later than a moment at which the state was current.
  private record Copy(AuthReply.State state, long confirmedNanos) {}

  public AuthStateCopy(BusClient bus, LongSupplier nanoTime) {
    this.bus = bus;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a heartbeat or event of {@code auth.events}.
   *
   * @param head the head it carries, of the state and not of the topic's sequence
   */
  public void heard(String incarnation, long head) {
    long now = nanoTime.getAsLong();
    copy.updateAndGet(known -> known == null ? null : afterHearing(known, incarnation, head, now));
  }

  private static @Nullable Copy afterHearing(
      Copy known, String incarnation, long head, long nowNanos) {
    if (!known.state.incarnation().equals(incarnation) || head > known.state.head()) {
      return null;
    }
    // An older head was sent before the state was read: it says nothing of now.
    return head == known.state.head() ? new Copy(known.state, nowNanos) : known;
  }

  /** Forgets the copy: a gap or silence on {@code auth.events}. */
  public void lost() {
    copy.set(null);
  }

  /**
   * A state not over a second old. Of several callers at once one reads, the others find its copy.
   *
   * @throws aico.bus.contract.RequestFailed when it cannot be read
   */
  @Override
  public AuthReply.State fresh() {
    AuthReply.State young = young();
    if (young != null) {
      return young;
    }
    reading.lock();
    try {
      AuthReply.State readMeanwhile = young();
      return readMeanwhile != null ? readMeanwhile : read();
    } finally {
      reading.unlock();
    }
  }

  /** Reads the state, whatever the copy's age: for a key id that the copy does not know. */
  @Override
  public AuthReply.State read() {
    reading.lock();
    try {
      long askedNanos = nanoTime.getAsLong();
      copy.set(null);
      AuthReply.State read = bus.ask(new AuthRequest.State(), READ_DEADLINE);
      copy.set(new Copy(read, askedNanos));
      return read;
    } finally {
      reading.unlock();
    }
  }

  private AuthReply.@Nullable State young() {
    Copy known = copy.get();
    boolean young =
        known != null && nanoTime.getAsLong() - known.confirmedNanos <= MAX_AGE.toNanos();
    return known != null && young ? known.state : null;
  }
}
