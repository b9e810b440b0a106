package aico.audit.app;

import aico.audit.AuditException;
import aico.audit.crypto.SigningKey;
import aico.audit.log.Vkey;
import aico.audit.storage.LogKeyFiles;
import aico.bus.connector.ServiceKeys;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets the log's key, which is sealed under a key from key-service, and makes it at the first
 * start. Until then records are stored and nothing is signed.
 */
final class SigningStart implements AutoCloseable {
  private static final String PURPOSE = "audit-log-signing";
  private static final long PAUSE_MS = 2_000;
  private static final System.Logger LOG = System.getLogger(SigningStart.class.getName());

  private final AuditLog log;
  private final ServiceKeys serviceKeys;
  private volatile boolean ended;
  private volatile @Nullable SigningKey signingKey;
  private volatile @Nullable String problem;

  SigningStart(AuditLog log, ServiceKeys serviceKeys) {
    this.log = log;
    this.serviceKeys = serviceKeys;
  }

  /** Returns when the log signs or never will; on a thread of its own. */
  void run() {
    while (!ended) {
      try (SecretBytes serviceKey = serviceKeys.get(PURPOSE)) {
        begin(serviceKey);
        return;
      } catch (RequestFailed e) {
        problem = "service key " + PURPOSE + ": " + e.getMessage();
        LOG.log(System.Logger.Level.WARNING, "{0}", problem);
      } catch (IllegalStateException stopping) {
        return;
      } catch (AuditException e) {
        // Never a new key for a log that has one.
        problem = e.getMessage();
        LOG.log(System.Logger.Level.ERROR, "{0}", problem);
        log.checkpoints().stop(String.valueOf(problem));
        return;
      }
      pause();
    }
  }

  private void begin(SecretBytes serviceKey) {
    LogKeyFiles keys = log.keys();
    Optional<byte[]> sealed = keys.sealedKey();
    Optional<Vkey> known = keys.vkey();
    SigningKey key;
    if (sealed.isPresent()) {
      key = SigningKey.open(log.origin(), serviceKey, sealed.get());
      if (known.isEmpty()) {
        keys.keep(key.vkey());
      } else if (!known.get().toString().equals(key.vkey().toString())) {
        key.close();
        throw new AuditException("log.vkey: not the key that is sealed beside it");
      }
    } else if (known.isPresent()) {
      throw new AuditException("log-signing.sealed: missing, while there is a log.vkey");
    } else {
      key = SigningKey.generate(log.origin());
      keys.keep(key.seal(serviceKey), key.vkey());
    }
    signingKey = key;
    problem = null;
    log.signing().signWith(key);
  }

  /** Why nothing is signed yet. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  boolean hasKey() {
    return signingKey != null;
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
    }
  }

  /** Only after the last checkpoint. */
  @Override
  public void close() {
    ended = true;
    SigningKey key = signingKey;
    if (key != null) {
      key.close();
    }
  }
}
