package aico.vault;

import static aico.vault.Outcome.refused;

import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps the manifests of vaults up to date, and checks vaults against them. */
final class Checker {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How many pauses the end of the service waits for manifests that are being made. */
  private static final int LAST_PAUSES = 40;

  /** How soon a check that did not come to its end is tried again by itself. */
  private static final Duration RETRY = Duration.ofHours(1);

  /** When a vault that is checked by itself is checked for the first time. */
  private static final Duration FIRST = Duration.ofDays(1);

  private static final Asker SCHEDULE = Asker.self("schedule");

  private final Manifests manifests;
  private final FileTrees trees;
  private final VaultFolders folders;
  private final Recorder recorder;
  private final Notices notices;
  private final Registry registry;
  private final Clocks clocks;
  private final Set<Vault> sealing = ConcurrentHashMap.newKeySet();
  private final Map<VaultName, Long> begunNs = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  Checker(
      Manifests manifests,
      FileTrees trees,
      VaultFolders folders,
      Recorder recorder,
      Notices notices,
      Registry registry,
      Clocks clocks) {
    this.manifests = manifests;
    this.trees = trees;
    this.folders = folders;
    this.recorder = recorder;
    this.notices = notices;
    this.registry = registry;
    this.clocks = clocks;
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
          Manifests.Look look = manifests.seal(vault.entry(), watch);
          vault.found(look.changed());
          told(vault, look, Asker.self("lock"));
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
    if (look.fresh() > 0) {
      alarm(vault, look.fresh(), asker);
    }
  }

  /** Files of a vault are not as they were left. */
  void alarm(Vault vault, long findings, Asker asker) {
    VaultName name = vault.entry().name();
    notices.warn(
        "vault %s: %d files are not as they were left; see: aico vault check %s"
            .formatted(name, findings, name));
    recorder.recordFindings(Deed.DAMAGE_FOUND, vault.entry(), asker, findings);
  }

  /**
   * Begins the check that is due longest, if any; one at a time, since each reads a whole vault.
   */
  void checkDue(Collection<Vault> vaults) {
    if (stopping
        || vaults.stream().anyMatch(vault -> vault.check().map(Check::isRunning).orElse(false))) {
      return;
    }
    vaults.stream()
        .filter(this::isDue)
        .min(Comparator.comparing(this::lastChecked))
        .ifPresent(vault -> start(vault, false, SCHEDULE));
  }

  private boolean isDue(Vault vault) {
    Duration every = vault.entry().settings().checkEvery();
    boolean there = vault.state() == VaultState.LOCKED || vault.state() == VaultState.MOUNTED;
    if (every.isZero() || !there) {
      return false;
    }
    Long begun = begunNs.get(vault.entry().name());
    Duration pause = every.compareTo(RETRY) < 0 ? every : RETRY;
    if (begun != null && clocks.monotonicNs() - begun < pause.toNanos()) {
      return false;
    }
    Instant checked = vault.entry().checked();
    Instant now = clocks.now();
    // A clock that was set back must not put it off.
    return (checked != null && now.isBefore(checked))
        || !now.isBefore(lastChecked(vault).plus(every));
  }

  /** As if one that was never checked had been, so that it is due a day after it was made. */
  private Instant lastChecked(Vault vault) {
    VaultEntry entry = vault.entry();
    Instant checked = entry.checked();
    if (checked != null) {
      return checked;
    }
    Duration every = entry.settings().checkEvery();
    Duration first = every.compareTo(FIRST) < 0 ? every : FIRST;
    return folders.made(entry.layout()).plus(first).minus(every);
  }

  /** Begins a check unless one is under way. */
  void start(Vault vault, boolean accept, Asker asker) {
    Check check = vault.beginCheck(begin(vault, accept));
    if (check == null) {
      return;
    }
    begunNs.put(vault.entry().name(), clocks.monotonicNs());
    Thread.ofPlatform()
        .daemon()
        .name("check-" + vault.entry().name())
        .start(() -> run(vault, check, accept, asker));
  }

  /** The whole of a check; its result is in {@code check}. */
  private void run(Vault vault, Check check, boolean accept, Asker asker) {
    VaultEntry entry = vault.entry();
    if (asker.equals(SCHEDULE)) {
      trees.giveWay();
    }
    try {
      check.reads(trees.sizeOf(entry.layout().cipher(), check));
      Manifests.Look look = accept ? manifests.accept(entry, check) : manifests.check(entry, check);
      recorder.recordFindings(Deed.CHECKED, entry, asker, look.total());
      told(vault, look, asker);
      if (accept) {
        vault.found(0);
      }
      remember(vault);
      check.ended(look);
    } catch (FileTrees.StoppedException stopped) {
      check.failed(
          refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), stopped.getMessage())));
    } catch (RuntimeException broken) {
      check.failed(
          refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), broken.getMessage())));
    }
  }

  private void remember(Vault vault) {
    Optional<Boolean> saved =
        vault.inTurn(
            VaultSet.TURN_LIMIT,
            () -> {
              vault.replaceEntry(vault.entry().withChecked(clocks.now()));
              registry.save(vault.entry());
              return true;
            });
    if (saved.isEmpty()) {
      notices.warn(
          "vault %s: busy: this check is not kept in mind".formatted(vault.entry().name()));
    }
  }

  /** For a check that reads what may be in use, and for one that must not. */
  private Check begin(Vault vault, boolean accept) {
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
