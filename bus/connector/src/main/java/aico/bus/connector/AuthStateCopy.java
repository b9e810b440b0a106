package aico.bus.connector;

import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This process's copy of auth-service's verification keys and revocations. Heartbeats of {@code
 * auth.events} confirm it; a copy that nothing confirmed for a second is read again before it is
 * used, by request.
 */
public final class AuthStateCopy {
  /** Design: a service whose copy is over a second old accepts no token. */
  static final Duration MAX_AGE = Duration.ofSeconds(1);

  /** The state is small and in memory; a person is waiting. */
  static final Duration READ_DEADLINE = Duration.ofSeconds(2);

  private final BusClient bus;
  private final LongSupplier nanoTime;

  // INVARIANT: confirmedNanos is never later than a moment at which copy was known to be current.
  private AuthReply.@Nullable State copy;
  private long confirmedNanos;

  public AuthStateCopy(BusClient bus, LongSupplier nanoTime) {
    this.bus = bus;
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a heartbeat or event of {@code auth.events}.
   *
   * @param head the head it carries, of the state and not of the topic's sequence
   */
  public synchronized void heard(String incarnation, long head) {
    AuthReply.State known = copy;
    if (known == null) {
      return;
    }
    boolean sameLife = known.incarnation().equals(incarnation);
    if (sameLife && known.head() == head) {
      confirmedNanos = nanoTime.getAsLong();
    } else if (!sameLife || head > known.head()) {
      copy = null;
    }
  }

  /** Forgets the copy: a gap or silence on {@code auth.events}. */
  public synchronized void lost() {
    copy = null;
  }

  /**
   * A state not over a second old. Reads of several callers at once are one after the other, and
   * those after the first find the copy.
   *
   * @throws aico.bus.contract.RequestFailed when it cannot be read
   */
  public synchronized AuthReply.State fresh() {
    AuthReply.State known = copy;
    if (known != null && nanoTime.getAsLong() - confirmedNanos <= MAX_AGE.toNanos()) {
      return known;
    }
    return read();
  }

  /** Reads the state, whatever the copy's age: for a key id that the copy does not know. */
  public synchronized AuthReply.State read() {
    long askedNanos = nanoTime.getAsLong();
    copy = null;
    AuthReply.State read = bus.ask(new AuthRequest.State(), READ_DEADLINE);
    copy = read;
    confirmedNanos = askedNanos;
    return read;
  }
}
