package aico.audit.app;

import aico.audit.AuditException;
import aico.audit.Pseudonyms;
import aico.audit.crypto.PseudonymKey;
import aico.audit.storage.PseudonymFile;
import aico.bus.connector.ServiceKeys;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.SecretBytes;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets the key that pseudonyms come from, which is sealed under a key from key-service, and makes
 * it at the first start. Until then integrators that are told pseudonyms are told nothing.
 */
public final class PseudonymStart implements Pseudonyms, AutoCloseable {
  private static final String PURPOSE = "audit-pseudonyms";
  private static final long PAUSE_MS = 2_000;
  private static final System.Logger LOG = System.getLogger(PseudonymStart.class.getName());

  private final PseudonymFile file;
  private final ServiceKeys serviceKeys;
  private final Object guard = new Object();
  private @Nullable PseudonymKey key;
  private volatile boolean ready;
  private volatile boolean ended;

  PseudonymStart(Path stateFolder, ServiceKeys serviceKeys) {
    this.file = new PseudonymFile(stateFolder);
    this.serviceKeys = serviceKeys;
    serviceKeys.onRenewal(
        PURPOSE,
        (former, current) ->
            file.read()
                .flatMap(sealed -> PseudonymKey.reseal(former, current, sealed))
                .ifPresent(file::write));
  }

  /** On a virtual thread of its own; returns when there is a key, or never will be. */
  void run() {
    while (!ended) {
      try (ServiceKeys.Use use = serviceKeys.use(PURPOSE)) {
        begin(use.key());
        return;
      } catch (RequestFailed notNow) {
        LOG.log(System.Logger.Level.WARNING, "service key {0}: {1}", PURPOSE, notNow.getMessage());
      } catch (IllegalStateException stopping) {
        return;
      } catch (AuditException | UncheckedIOException e) {
        // Never another one: pseudonyms would not be those of yesterday.
        LOG.log(
            System.Logger.Level.ERROR,
            "pseudonyms.sealed: {0}; integrators with pseudonyms hear nothing",
            e.getMessage());
        return;
      }
      pause();
    }
  }

  private void begin(SecretBytes serviceKey) {
    Optional<byte[]> sealed = file.read();
    PseudonymKey opened =
        sealed.map(bytes -> PseudonymKey.open(serviceKey, bytes)).orElseGet(PseudonymKey::generate);
    if (sealed.isEmpty()) {
      file.write(opened.seal(serviceKey));
    }
    synchronized (guard) {
      if (ended) {
        opened.close();
        return;
      }
      key = opened;
      ready = true;
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
    }
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public String of(String asker, String name) {
    synchronized (guard) {
      PseudonymKey open = key;
      if (open == null) {
        throw new AuditException("pseudonyms: the key is not there");
      }
      return open.pseudonym(asker, name);
    }
  }

  @Override
  public void close() {
    synchronized (guard) {
      ended = true;
      ready = false;
      PseudonymKey open = key;
      key = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
