package aico.key.app;

import aico.bus.connector.ReadOnly;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens the keys before the first request can come, and zeroes them at the end. */
@Singleton
public class KeyLife {
  /** After the process is hardened, before the channels open. */
  private static final int BEFORE_CHANNELS = 100;

  private static final int BEHIND_CHANNELS = 10_000;

  /** The outbox, in which an unlock is recorded, is open a moment after the channels. */
  private static final int MAX_TRIES = 60;

  private static final long PAUSE_MS = 500;

  private static final System.Logger LOG = System.getLogger(KeyLife.class.getName());

  private final Instance<OpenKeys> lazyKeys;
  private final ReadOnly readOnly;
  private @Nullable OpenKeys keys;
  private volatile boolean stopping;

  @Inject
  KeyLife(Instance<OpenKeys> keys, ReadOnly readOnly) {
    this.lazyKeys = keys;
    this.readOnly = readOnly;
  }

  void start(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
    try {
      keys = lazyKeys.get();
    } catch (KeyException | CryptoException refused) {
      LOG.log(System.Logger.Level.ERROR, "not started: {0}", refused.getMessage());
      throw refused;
    }
  }

  /** Behind the channels: an unlock is recorded, and told, through them. */
  void started(@Observes @Priority(BEHIND_CHANNELS) StartupEvent event) {
    OpenKeys open = keys;
    if (open != null) {
      Thread.ofVirtual().name("unattended-start").start(() -> openAlone(open));
    }
  }

  /** Not before the trail said that no file is an older copy, in which a slot was there still. */
  private void openAlone(OpenKeys open) {
    if (!readOnly.asked().join()) {
      LOG.log(System.Logger.Level.WARNING, "stays locked: a file is older than the trail says");
      return;
    }
    List<String> troubles = goOn(open);
    for (int tries = 1; !troubles.isEmpty() && tries < MAX_TRIES && !stopping; tries++) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return;
      }
      troubles = goOn(open);
    }
    for (String trouble : troubles) {
      LOG.log(System.Logger.Level.WARNING, "{0}", trouble);
    }
  }

  /** First a rotation that was cut off: it may be of the key that opens the slots. */
  private static List<String> goOn(OpenKeys open) {
    List<String> troubles = new ArrayList<>();
    try {
      open.installationChanges().rotation().goOn(new Asker(Principals.KEY, null));
    } catch (KeyException waits) {
      troubles.add("the rotation of the installation key waits: " + waits.getMessage());
    }
    troubles.addAll(open.unattendedStart().open());
    return troubles;
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    if (keys != null) {
      keys.keyring().lock(new Asker(Principals.KEY, null), null);
      keys.close();
    }
  }
}
