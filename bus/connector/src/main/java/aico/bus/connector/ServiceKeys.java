package aico.bus.connector;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * This service's own keys, from key-service: boot stage 1. A key crosses the bus sealed to a
 * one-time key and is fetched once per life of the process.
 */
public final class ServiceKeys implements AutoCloseable {
  /** What key-service hands out. */
  static final int KEY_SIZE_BYTES = 32;

  /** A service fetches a handful of keys; more is a mistake in the program. */
  static final int MAX_KEYS = 32;

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
  private static final System.Logger LOG = System.getLogger(ServiceKeys.class.getName());

  private final BusClient bus;
  private final Map<String, SecretBytes> keys = new HashMap<>();
  private volatile boolean closed;

  public ServiceKeys(BusClient bus) {
    this.bus = bus;
  }

  /**
   * The key of 32 bytes for a purpose: {@code service/<this principal>/<purpose>}. Waits as long as
   * key-service is not there: call it from a virtual thread, never while Quarkus starts.
   *
   * @return a copy of the caller's own, to be closed by the caller
   * @throws RequestFailed when key-service refuses
   * @throws IllegalStateException when the process is stopping
   */
  public SecretBytes get(String purpose) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return cachedOrFetched(purpose);
      } catch (RequestFailed e) {
        if (e.code() != ErrorCode.UNREACHABLE) {
          throw e;
        }
        LOG.log(System.Logger.Level.INFO, "service key {0}: waiting for key-service", purpose);
      }
      sleep(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE;
    }
  }

  private SecretBytes cachedOrFetched(String purpose) {
    synchronized (keys) {
      requireOpen();
      SecretBytes cached = keys.get(purpose);
      if (cached != null) {
        return cached.copy();
      }
    }
    SecretBytes fetched = fetch(purpose);
    synchronized (keys) {
      if (closed || keys.size() >= MAX_KEYS || keys.containsKey(purpose)) {
        return fetched;
      }
      keys.put(purpose, fetched);
      return fetched.copy();
    }
  }

  private SecretBytes fetch(String purpose) {
    try (OneTimeKeyPair pair = OneTimeKeyPair.generate()) {
      Answered<KeyReply.HandedOut> answered =
          bus.askForSealed(
              new KeyRequest.ServiceKey(purpose, Hex.encode(pair.publicKey())), DEADLINE);
      byte[] sealed = answered.sealed();
      if (sealed == null) {
        throw new RequestFailed(ErrorCode.FAILED, "key.service_key: no sealed frame came");
      }
      SecretBytes key = pair.open(sealed);
      if (key.sizeBytes() != KEY_SIZE_BYTES) {
        int size = key.sizeBytes();
        key.close();
        throw new RequestFailed(
            ErrorCode.FAILED,
            "key.service_key: " + size + " bytes (expected: " + KEY_SIZE_BYTES + ")");
      }
      return key;
    } catch (UnsealException e) {
      throw new RequestFailed(ErrorCode.FAILED, "key.service_key: the sealed frame does not open");
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

  /** Zeroes every key; callers that still wait get an IllegalStateException. */
  @Override
  public void close() {
    synchronized (keys) {
      closed = true;
      keys.values().forEach(SecretBytes::close);
      keys.clear();
    }
  }
}
