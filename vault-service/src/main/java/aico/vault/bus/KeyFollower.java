package aico.vault.bus;

import aico.bus.connector.BusClient;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.vault.Vaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Keeps vaults in step with key-service. Whatever is heard on {@code key.events} only makes it ask
 * for the state: that is what counts. When the bus has heard nothing for 3 s and the question is
 * not answered either, everything is locked.
 */
public final class KeyFollower implements AutoCloseable {
  /** The state is in key-service's memory. */
  private static final Duration ASK_DEADLINE = Duration.ofSeconds(1);

  /** How soon to ask again what was not answered. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** How soon to ask although nothing was heard: heals what no event told. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private static final System.Logger LOG = System.getLogger(KeyFollower.class.getName());

  private final BusClient bus;
  private final Vaults vaults;
  private final Semaphore news = new Semaphore(1);
  private volatile boolean silent;
  private volatile boolean closed;

  public KeyFollower(BusClient bus, Vaults vaults) {
    this.bus = bus;
    this.vaults = vaults;
  }

  public void start() {
    Thread.ofVirtual().name("key-follower").start(this::run);
  }

  /** Something happened at key-service, or may have. */
  public void heard() {
    silent = false;
    news.release();
  }

  /** key-service has not been heard for 3 s. */
  public void silence() {
    silent = true;
    news.release();
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (!closed) {
      if (!waitForNews(pause)) {
        return;
      }
      try {
        pause = look() ? IDLE : RETRY;
      } catch (RuntimeException broken) {
        LOG.log(System.Logger.Level.ERROR, "cannot follow key-service", broken);
        pause = RETRY;
      }
    }
  }

  /** Until there is news or {@code pause} is over; false when interrupted. */
  private boolean waitForNews(Duration pause) {
    try {
      if (news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        news.drainPermits();
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether key-service answered. */
  private boolean look() {
    long mark = vaults.mark();
    KeyReply.State state;
    try {
      state = bus.ask(new KeyRequest.State(), ASK_DEADLINE);
    } catch (RequestFailed failed) {
      if (silent && !closed) {
        vaults.keysAreSilent();
      }
      return false;
    }
    if (!closed) {
      vaults.follow(unlocked(state), unattended(state), state.incarnation(), mark);
    }
    return true;
  }

  private static Map<String, String> unlocked(KeyReply.State state) {
    Map<String, String> unlocked = new HashMap<>();
    for (KeyReply.UserState user : state.users()) {
      String unlockId = user.unlock_id();
      if (unlockId != null) {
        unlocked.put(user.user(), unlockId);
      }
    }
    return unlocked;
  }

  private static Set<String> unattended(KeyReply.State state) {
    return state.users().stream()
        .filter(KeyReply.UserState::unattended)
        .map(KeyReply.UserState::user)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void close() {
    closed = true;
    news.release();
  }
}
