package aico.key.app;

import aico.bus.contract.Principals;
import aico.bus.crypto.CryptoException;
import aico.key.Asker;
import aico.key.KeyException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Opens the keys before the first request can come, and zeroes them at the end. */
@Singleton
public class KeyLife {
  /** After the process is hardened, before the channels open. */
  private static final int BEFORE_CHANNELS = 100;

  private static final System.Logger LOG = System.getLogger(KeyLife.class.getName());

  private final Instance<OpenKeys> lazyKeys;
  private @Nullable OpenKeys keys;

  @Inject
  KeyLife(Instance<OpenKeys> keys) {
    this.lazyKeys = keys;
  }

  void start(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
    try {
      keys = lazyKeys.get();
      for (String trouble : keys.unattendedStart().open()) {
        LOG.log(System.Logger.Level.WARNING, "{0}", trouble);
      }
    } catch (KeyException | CryptoException refused) {
      LOG.log(System.Logger.Level.ERROR, "not started: {0}", refused.getMessage());
      throw refused;
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (keys != null) {
      keys.keyring().lock(new Asker(Principals.KEY, null), null);
      keys.close();
    }
  }
}
