package aico.vault;

import static aico.vault.Outcome.refused;

import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps the manifests of locked vaults up to date, and checks vaults against them. */
final class Checker {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How many pauses the end of the service waits for manifests that are being made. */
  private static final int LAST_PAUSES = 40;

  private final Manifests manifests;
  private final FileTrees trees;
  private final Recorder recorder;
  private final Notices notices;
  private final Set<Vault> sealing = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Checker(Manifests manifests, FileTrees trees, Recorder recorder, Notices notices) {
    this.manifests = manifests;
    this.trees = trees;
    this.recorder = recorder;
    this.notices = notices;
  }

  /** Makes the manifest of a vault that was locked, in the background; a mount ends that. */
  void sealLater(Vault vault) {
    if (!stopping && manifests.isDue(vault.entry()) && sealing.add(vault)) {
      Thread.ofVirtual()
          .name("seal-" + vault.entry().name())
          .start(() -> {
            try {
              sealWhileLocked(vault);
            } catch (VaultException unread) {
              notices.warn(
                  "vault %s: no manifest: %s".formatted(vault.entry().name(), unread.getMessage()));
            } finally {
              sealing.remove(vault);
            }
          });
    }
  }

  private void sealWhileLocked(Vault vault) {
    Check watch = new Check(vault, () -> requireAtRest(vault));
    while (!stopping && vault.state() == VaultState.LOCKED && manifests.isDue(vault.entry())) {
      if (!vault.isTaken()) {
        try {
          told(vault, manifests.seal(vault.entry(), watch), Asker.self("lock"));
          return;
        } catch (FileTrees.StoppedException taken) {
          // Something else had its turn: again, if it is still locked after it.
        }
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  private void requireAtRest(Vault vault) {
    if (stopping || vault.isTaken() || vault.state() != VaultState.LOCKED) {
      throw new FileTrees.StoppedException("it was used meanwhile");
    }
  }

  /** Alarms about what was not known before; the check itself is told by whoever asked for it. */
  private void told(Vault vault, Manifests.Look look, Asker asker) {
    if (look.fresh() == 0) {
      return;
    }
    VaultName name = vault.entry().name();
    notices.warn(
        "vault %s: %d files are not as they were left; see: aico vault check %s"
            .formatted(name, look.fresh(), name));
    recorder.recordFindings(Deed.DAMAGE_FOUND, name, asker, look.fresh());
  }

  /** The whole of a check; its result is in {@code check}. */
  void run(Vault vault, Check check, boolean accept, Asker asker) {
    VaultEntry entry = vault.entry();
    try {
      check.reads(trees.sizeOf(entry.layout().cipher(), check));
      Manifests.Look look = accept ? manifests.accept(entry, check) : manifests.check(entry, check);
      recorder.recordFindings(Deed.CHECKED, entry.name(), asker, look.total());
      told(vault, look, asker);
      check.ended(look);
    } catch (FileTrees.StoppedException stopped) {
      check.failed(
          refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), stopped.getMessage())));
    } catch (RuntimeException broken) {
      check.failed(
          refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), broken.getMessage())));
    }
  }

  /** For a check that reads what may be in use, and for one that must not. */
  Check begin(Vault vault, boolean accept) {
    return new Check(vault, accept ? () -> requireAtRest(vault) : this::requireGoingOn);
  }

  private void requireGoingOn() {
    if (stopping) {
      throw new FileTrees.StoppedException("vault-service is stopping");
    }
  }

  /** Lets short ones come to their end, and ends the others. */
  void stop() {
    for (int pause = 0; pause < LAST_PAUSES && !sealing.isEmpty(); pause++) {
      LockSupport.parkNanos(PAUSE_NS);
    }
    stopping = true;
  }
}
