package aico.bus.connector;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This service's own keys, from key-service: boot stage 1. A key crosses the bus sealed to a
 * one-time key and is fetched once per life of the process, and again where the installation key,
 * which it comes from, is rotated. Then what the service keeps under it is sealed anew ({@link
 * Resealing}), at the first use or while the service runs, and key-service is told.
 */
public final class ServiceKeys implements AutoCloseable {
  /** What key-service hands out. */
  static final int KEY_SIZE_BYTES = 32;

  /** A service fetches a handful of keys; more is a mistake in the program. */
  static final int MAX_KEYS = 32;

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** Forgetting the last old key may take the time that its store takes. */
  private static final Duration TAKEN_DEADLINE = Duration.ofSeconds(30);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
  private static final System.Logger LOG = System.getLogger(ServiceKeys.class.getName());

  private final BusClient bus;
  private final Map<String, Purpose> purposes = new ConcurrentHashMap<>();
  private final Object ending = new Object();

  /** The rotation that this service has done its part of; null before the first. */
  private @Nullable String renewedFor;

  private volatile boolean closed;

  public ServiceKeys(BusClient bus) {
    this.bus = bus;
  }

  /** Seals anew what a service keeps under its key for a purpose. */
  @FunctionalInterface
  public interface Resealing {
    /**
     * When this returns nothing on disk opens with {@code former} any more, also after a loss of
     * power; what is under {@code current} already stays as it is. Nobody uses the key meanwhile.
     *
     * @param former stays the caller's, as {@code current} does
     * @throws RuntimeException when something is left; then it is asked again
     */
    void reseal(SecretBytes former, SecretBytes current);
  }

  /** A key in use; it does not change before this is closed, by the same thread. */
  public final class Use implements AutoCloseable {
    private final Purpose purpose;
    private final SecretBytes key;

    private Use(Purpose purpose, SecretBytes key) {
      this.purpose = purpose;
      this.key = key;
    }

    public SecretBytes key() {
      return key;
    }

    @Override
    public void close() {
      key.close();
      purpose.lock.readLock().unlock();
    }
  }

  /** One key; {@code key} is set under the lock alone. */
  private static final class Purpose {
    private final String name;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile @Nullable Resealing resealing;
    private volatile @Nullable SecretBytes key;

    private Purpose(String name) {
      this.name = name;
    }

    private void forget() {
      SecretBytes old = key;
      key = null;
      if (old != null) {
        old.close();
      }
    }
  }

  /** Says how to seal anew what is kept for a purpose; before its key is used first. */
  public void onRenewal(String purpose, Resealing resealing) {
    purpose(purpose).resealing = resealing;
  }

  private Purpose purpose(String name) {
    if (purposes.size() >= MAX_KEYS && !purposes.containsKey(name)) {
      throw new IllegalStateException("service keys: " + MAX_KEYS + " (expected: fewer)");
    }
    return purposes.computeIfAbsent(name, Purpose::new);
  }

  /**
   * The key of 32 bytes for a purpose: {@code service/<this principal>/<purpose>}. Waits as long as
   * key-service is not there: call it from a thread of its own, never while Quarkus starts.
   *
   * @throws RequestFailed when key-service refuses
   * @throws IllegalStateException when the process is stopping
   */
  public Use use(String name) {
    Purpose purpose = purpose(name);
    while (true) {
      purpose.lock.readLock().lock();
      boolean held = false;
      try {
        requireOpen();
        SecretBytes key = purpose.key;
        if (key != null) {
          Use use = new Use(purpose, key.copy());
          held = true;
          return use;
        }
      } finally {
        if (!held) {
          purpose.lock.readLock().unlock();
        }
      }
      fetchWaiting(purpose);
    }
  }

  /** As {@link #use}, of a key that may change meanwhile; for the caller to close. */
  public SecretBytes get(String purpose) {
    try (Use use = use(purpose)) {
      return use.key().copy();
    }
  }

  private void fetchWaiting(Purpose purpose) {
    purpose.lock.writeLock().lock();
    try {
      Duration pause = FIRST_PAUSE;
      while (purpose.key == null) {
        requireOpen();
        try {
          boolean unused = fetchNewest(purpose);
          return;
        } catch (RequestFailed e) {
          if (e.code() != ErrorCode.UNREACHABLE) {
            throw e;
          }
          LOG.log(
              System.Logger.Level.INFO, "service key {0}: waiting for key-service", purpose.name);
        }
        sleep(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE;
      }
    } finally {
      purpose.lock.writeLock().unlock();
    }
  }

  /**
   * Under the purpose's lock. Where it fails in the middle of sealing anew there is no key, and the
   * next use tries again.
   *
   * @return whether key-service knows that nothing is under the former key any more
   */
  private boolean fetchNewest(Purpose purpose) {
    Fetched newest = fetch(purpose.name, one -> new KeyRequest.ServiceKey(purpose.name, one));
    boolean kept = false;
    try {
      Resealing resealing = purpose.resealing;
      boolean renewed = false;
      if (newest.formerEpoch != null && resealing != null) {
        try (SecretBytes former =
            fetch(purpose.name, one -> new KeyRequest.FormerServiceKey(purpose.name, one)).key) {
          purpose.forget();
          resealing.reseal(former, newest.key);
        }
        renewed = true;
      }
      synchronized (ending) {
        requireOpen();
        purpose.forget();
        purpose.key = newest.key;
        kept = true;
      }
      return !renewed || told(purpose, newest.epoch);
    } finally {
      if (!kept) {
        newest.key.close();
      }
    }
  }

  private boolean told(Purpose purpose, long epoch) {
    try {
      var unused = bus.ask(new KeyRequest.ServiceKeyTaken(purpose.name, epoch), TAKEN_DEADLINE);
      LOG.log(System.Logger.Level.INFO, "service key {0}: renewed", purpose.name);
      return true;
    } catch (RequestFailed again) {
      LOG.log(
          System.Logger.Level.WARNING,
          "service key {0}: renewed, which could not be told yet: {1}",
          purpose.name,
          again.getMessage());
      return false;
    }
  }

  /**
   * Seals anew what is to be, when key-service is rotating the installation key. Whatever is in use
   * meanwhile, or fails, is done the next time.
   */
  public synchronized void renewIfDue() {
    KeyReply.InstallationRotation rotation;
    try {
      rotation = bus.ask(new KeyRequest.State(), DEADLINE).rotation();
    } catch (RequestFailed notThere) {
      return;
    }
    if (rotation == null || rotation.to().equals(renewedFor)) {
      return;
    }
    boolean all = true;
    for (Purpose purpose : purposes.values()) {
      all &= purpose.resealing == null || renewed(purpose);
    }
    if (all) {
      renewedFor = rotation.to();
    }
  }

  private boolean renewed(Purpose purpose) {
    // Barging, and not waiting: a use may take minutes, and others are not to wait behind this.
    if (closed || !purpose.lock.writeLock().tryLock()) {
      return false;
    }
    try {
      return fetchNewest(purpose);
    } catch (RuntimeException later) {
      LOG.log(
          System.Logger.Level.WARNING,
          "service key {0}: not renewed yet: {1}",
          purpose.name,
          later.getMessage());
      return false;
    } finally {
      purpose.lock.writeLock().unlock();
    }
  }

  private record Fetched(SecretBytes key, long epoch, @Nullable Long formerEpoch) {}

  private Fetched fetch(String purpose, Function<String, Request<KeyReply.HandedOut>> request) {
    try (OneTimeKeyPair pair = OneTimeKeyPair.generate()) {
      Answered<KeyReply.HandedOut> answered =
          bus.askForSealed(request.apply(Hex.encode(pair.publicKey())), DEADLINE);
      byte[] sealed = answered.sealed();
      if (sealed == null) {
        throw new RequestFailed(ErrorCode.FAILED, "service key: no sealed frame came");
      }
      SecretBytes key = pair.open(sealed);
      if (key.sizeBytes() != KEY_SIZE_BYTES) {
        int size = key.sizeBytes();
        key.close();
        throw new RequestFailed(
            ErrorCode.FAILED,
            "service key %s: %d bytes (expected: %d)".formatted(purpose, size, KEY_SIZE_BYTES));
      }
      return new Fetched(key, answered.reply().epoch(), answered.reply().former_epoch());
    } catch (UnsealException e) {
      throw new RequestFailed(ErrorCode.FAILED, "service key: the sealed frame does not open");
    }
  }

  private void sleep(Duration pause) {
    requireOpen();
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for key-service", e);
    }
    requireOpen();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("stopping: no service key any more");
    }
  }

  /** Zeroes every key that nobody is using; callers that still wait get an exception. */
  @Override
  public void close() {
    synchronized (ending) {
      closed = true;
      for (Purpose purpose : purposes.values()) {
        SecretBytes key = purpose.key;
        if (key != null) {
          key.close();
        }
      }
    }
  }
}
