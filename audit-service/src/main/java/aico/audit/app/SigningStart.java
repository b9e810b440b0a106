package aico.audit.app;

import aico.audit.AuditException;
import aico.audit.DailySigner;
import aico.audit.crypto.SealedEpochKeys;
import aico.audit.crypto.SigningKey;
import aico.audit.log.AuditLogException;
import aico.audit.log.Epoch;
import aico.audit.log.EpochChain;
import aico.audit.log.Vkey;
import aico.audit.storage.EpochFiles;
import aico.audit.storage.LogKeyFiles;
import aico.bus.connector.ServiceKeys;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.SecretBytes;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets the log's key and that of its epoch, which are sealed under a key from key-service, and
 * makes them at the first start. Until then records are stored and nothing is signed. Then sees to
 * it that a key for the next epoch waits.
 */
final class SigningStart implements AutoCloseable {
  private static final String PURPOSE = "audit-log-signing";
  private static final long PAUSE_MS = 2_000;

  /** A new day may begin so late; only then is key-service asked again. */
  private static final long LOOK_EVERY_MS = 60_000;

  private static final System.Logger LOG = System.getLogger(SigningStart.class.getName());

  private final AuditLog log;
  private final ServiceKeys serviceKeys;
  private volatile boolean ended;
  private volatile @Nullable SigningKey signingKey;
  private volatile @Nullable DailySigner signer;
  private volatile @Nullable String problem;

  SigningStart(AuditLog log, ServiceKeys serviceKeys) {
    this.log = log;
    this.serviceKeys = serviceKeys;
    serviceKeys.onRenewal(PURPOSE, this::reseal);
  }

  /** The keys stay, since the log goes on; only what they are sealed under is another. */
  private void reseal(SecretBytes former, SecretBytes current) {
    String origin = log.origin();
    log.keys()
        .sealedKey()
        .flatMap(sealed -> SigningKey.reseal(origin, former, current, sealed))
        .ifPresent(log.keys()::keepSealed);
    EpochFiles.Resealing epochs =
        (number, sealed) ->
            SigningKey.reseal(Epoch.keyName(origin, number), former, current, sealed);
    DailySigner daily = signer;
    if (daily == null) {
      log.epochs().resealAll(epochs);
    } else {
      daily.reseal(() -> log.epochs().resealAll(epochs));
    }
  }

  /** On a thread of its own; returns when the log never will sign, or at the end. */
  void run() {
    signWhenThereIsAKey();
    while (!ended && signer != null) {
      pause(LOOK_EVERY_MS);
      prepareNextEpoch();
    }
  }

  private void prepareNextEpoch() {
    DailySigner daily = signer;
    if (ended || daily == null || !daily.needsKey()) {
      return;
    }
    try (ServiceKeys.Use use = serviceKeys.use(PURPOSE)) {
      daily.prepare(new SealedEpochKeys(use.key()));
    } catch (RequestFailed | IllegalStateException notNow) {
      LOG.log(System.Logger.Level.WARNING, "service key {0}: {1}", PURPOSE, notNow.getMessage());
    }
  }

  private void signWhenThereIsAKey() {
    while (!ended) {
      try (ServiceKeys.Use use = serviceKeys.use(PURPOSE)) {
        begin(use.key());
        return;
      } catch (RequestFailed e) {
        problem = "service key " + PURPOSE + ": " + e.getMessage();
        LOG.log(System.Logger.Level.WARNING, "{0}", problem);
      } catch (IllegalStateException stopping) {
        return;
      } catch (UncheckedIOException e) {
        problem = e.getMessage();
        LOG.log(System.Logger.Level.ERROR, "{0}", problem);
      } catch (AuditException | AuditLogException e) {
        // Never a new key for a log that has one.
        problem = e.getMessage();
        LOG.log(System.Logger.Level.ERROR, "{0}", problem);
        log.checkpoints().stop(String.valueOf(problem));
        return;
      }
      pause(PAUSE_MS);
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
    SealedEpochKeys epochKeys = new SealedEpochKeys(serviceKey);
    DailySigner daily =
        DailySigner.open(
            key,
            log.epochs(),
            epochKeys,
            EpochChain.read(log.folder(), key.vkey(), null),
            log.signedHead());
    daily.prepare(epochKeys);
    if (log.isRestored() && daily.beginAfterRestore(log.signedHead(), Instant.now())) {
      log.restoreSettled();
      daily.prepare(epochKeys);
    }
    signer = daily;
    problem = null;
    log.checkpoints().onPublished(daily::published);
    log.signing().signWith(daily);
  }

  /** Why nothing is signed yet. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  boolean hasKey() {
    return signer != null;
  }

  private void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
    }
  }

  /** Only after the last checkpoint. */
  @Override
  public void close() {
    ended = true;
    DailySigner daily = signer;
    if (daily != null) {
      daily.close();
    }
    SigningKey key = signingKey;
    if (key != null) {
      key.close();
    }
  }
}
