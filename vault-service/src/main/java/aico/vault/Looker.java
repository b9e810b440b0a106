package aico.vault;

import aico.vault.Manifests.Look;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a vault that another hand changed while it was locked from being written to. Before a mount
 * the ciphertext is compared with the manifest of the last lock, by what the file system says of
 * each file; a file is read only where that is something else than then. What is not as it was left
 * is alarmed, and the vault is mounted read-only, each time until its owner accepts it.
 *
 * <p>A mount waits {@value #LIMIT_MS} ms at most. With nothing found until then the vault is opened
 * as ever; the look goes on beside it and can only alarm. What it finds stays a finding of the next
 * manifest, and so the mount after that is read-only.
 *
 * <p>With no manifest, or one from before the vault was last open (a crash, a seal that was ended
 * by a mount), there is nothing to compare with, and the vault is opened.
 */
final class Looker {
  static final long LIMIT_MS = 2_000;

  /** How soon a lock that waits is seen. */
  private static final long PAUSE_MS = 20;

  private static final Asker MOUNT = Asker.self("mount");

  private final Manifests manifests;
  private final Checker checker;
  private final Notices notices;

  /** The last look at each; an older one that still goes on ends. */
  private final Map<Vault, Looking> looks = new ConcurrentHashMap<>();

  Looker(Manifests manifests, Checker checker, Notices notices) {
    this.manifests = manifests;
    this.checker = checker;
    this.notices = notices;
  }

  /** Begins to look at a vault that is going to be mounted, while its key is fetched. */
  void begin(Vault vault) {
    Looking looking = new Looking(vault, !manifests.isDue(vault.entry()));
    looks.put(vault, looking);
    if (looking.hasManifest) {
      Thread.ofPlatform().daemon().name("look-" + vault.entry().name()).start(looking);
    }
  }

  /** It is not going to be mounted after all. */
  void end(Vault vault) {
    looks.remove(vault);
  }

  /**
   * Whether a vault that {@link #begin} was told of is opened so that its owner can write. Then its
   * files may change from now on; where a lock waits, it is not to be mounted at all.
   *
   * @throws Recorder.NotRecordedException when an alarm cannot be recorded
   */
  boolean isWritable(Vault vault) {
    Looking looking = looks.get(vault);
    if (looking == null) {
      throw new IllegalStateException("nobody looks");
    }
    if (looking.hasManifest) {
      looking.await();
      if (!looking.decide()) {
        return false;
      }
    }
    if (!vault.isLockWaiting()) {
      manifests.opened(vault.entry());
    }
    return true;
  }

  /**
   * Looks to the end, for what reads all of a vault and puts other ciphertext in its place.
   *
   * @throws VaultException when not everything is as it was left
   */
  void requireAsLeft(Vault vault, FileTrees.Watch watch) {
    VaultEntry entry = vault.entry();
    if (manifests.isDue(entry)) {
      return;
    }
    Look look = manifests.look(entry, new Unheard(watch));
    tell(vault, look.total(), look.fresh());
    if (look.total() > 0) {
      throw new VaultException(
          "%d files are not as they were left; first: aico vault check %s"
              .formatted(look.total(), entry.name()));
    }
  }

  /** The service itself has put other ciphertext in its place. */
  void exchanged(Vault vault) {
    manifests.forget(vault.entry());
    vault.found(0);
  }

  /** Alarms about more than is known. */
  private void tell(Vault vault, long total, long fresh) {
    if (fresh > 0 && total > vault.findings()) {
      checker.alarm(vault, total, MOUNT);
    }
    if (total != vault.findings()) {
      vault.found(total);
      notices.changed();
    }
  }

  /** Whose findings are asked for at its end. */
  private record Unheard(FileTrees.Watch watch) implements Manifests.Sight {
    @Override
    public void found(long total, long fresh) {}

    @Override
    public void done(long files, long bytes) {
      watch.done(files, bytes);
    }

    @Override
    public void check() {
      watch.check();
    }
  }

  /** One look, in a thread of its own. */
  private final class Looking implements Manifests.Sight, Runnable {
    private final Vault vault;
    private final boolean hasManifest;
    private final CountDownLatch over = new CountDownLatch(1);
    private long total;
    private long fresh;
    private volatile boolean decided;

    Looking(Vault vault, boolean hasManifest) {
      this.vault = vault;
      this.hasManifest = hasManifest;
    }

    @Override
    public void run() {
      try {
        Look look = manifests.look(vault.entry(), this);
        end(look.total(), look.fresh());
      } catch (FileTrees.StoppedException locked) {
        // The seal of that lock goes on from here.
        over.countDown();
      } catch (Recorder.NotRecordedException unrecorded) {
        unrecorded(unrecorded);
      } catch (RuntimeException broken) {
        failed(broken);
      }
    }

    private void failed(RuntimeException broken) {
      notices.warn(
          "vault %s: cannot be compared with how it was left: %s"
              .formatted(vault.entry().name(), broken.getMessage()));
      try {
        end(total + 1, fresh + 1);
      } catch (Recorder.NotRecordedException unrecorded) {
        unrecorded(unrecorded);
      }
    }

    private void unrecorded(Recorder.NotRecordedException why) {
      notices.warn(
          "vault %s: an alarm is not recorded: %s"
              .formatted(vault.entry().name(), why.getMessage()));
    }

    void await() {
      try {
        for (long waited = 0; waited < LIMIT_MS && !vault.isLockWaiting(); waited += PAUSE_MS) {
          if (over.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    /** Whether it may be written to; what is found from now on is told as it is found. */
    synchronized boolean decide() {
      decided = true;
      if (total > 0 || over.getCount() == 0) {
        tell(vault, total, fresh);
      }
      // Where a look did not come to its end, what the one before it found still holds.
      return vault.findings() == 0;
    }

    @Override
    public synchronized void found(long nowTotal, long nowFresh) {
      boolean first = total == 0;
      total = nowTotal;
      fresh = nowFresh;
      if (decided && first) {
        tell(vault, total, fresh);
      }
    }

    private synchronized void end(long allTotal, long allFresh) {
      total = allTotal;
      fresh = allFresh;
      over.countDown();
      if (decided) {
        tell(vault, total, fresh);
      }
    }

    @Override
    public void done(long files, long bytes) {}

    @Override
    public void check() {
      boolean open =
          !decided || vault.state() == VaultState.MOUNTING || vault.state() == VaultState.MOUNTED;
      if (!open || looks.get(vault) != this) {
        throw new FileTrees.StoppedException("it was locked meanwhile");
      }
    }
  }
}
