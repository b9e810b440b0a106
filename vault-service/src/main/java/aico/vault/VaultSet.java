package aico.vault;

import static aico.vault.Outcome.refused;

import aico.vault.Outcome.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The vaults there are, and how operations on them come to their turns. */
final class VaultSet {
  /** The longest any step before this one may take: a slow key, a slow mount, a slow sync. */
  static final Duration TURN_LIMIT = Duration.ofSeconds(60);

  /** Mounts at a time: each derives a key and starts a process; more do not finish earlier. */
  private static final int MAX_PARALLEL_MOUNTS = 4;

  private final ConcurrentSkipListMap<VaultName, Vault> vaults = new ConcurrentSkipListMap<>();
  private final Semaphore mountPermits = new Semaphore(MAX_PARALLEL_MOUNTS, true);
  private final Registry registry;
  private final Locker locker;
  private final Mounter mounter;
  private final Notices notices;
  private volatile boolean stopping;

  VaultSet(Registry registry, Locker locker, Mounter mounter, Notices notices) {
    this.registry = registry;
    this.locker = locker;
    this.mounter = mounter;
    this.notices = notices;
  }

  void add(Vault vault) {
    vaults.put(vault.entry().name(), vault);
  }

  @Nullable Vault get(VaultName name) {
    return vaults.get(name);
  }

  /** By name. */
  Collection<Vault> all() {
    return vaults.values();
  }

  /** Nothing is mounted any more. */
  void stopMounting() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Mounts for a person, or because a mount is wanted. */
  Outcome mountInTurn(Vault vault, Asker asker) {
    mountPermits.acquireUninterruptibly();
    try {
      return vault
          .inTurn(TURN_LIMIT, () -> mountUnlessStopping(vault, asker))
          .orElseGet(() -> busy(vault));
    } finally {
      mountPermits.release();
    }
  }

  private Outcome mountUnlessStopping(Vault vault, Asker asker) {
    if (stopping) {
      return refused(Reason.UNREACHABLE, "vault-service is stopping");
    }
    boolean byPerson = asker.principal() != null;
    // A lock since then ended the wish; a hold may have come meanwhile.
    if (!byPerson && (!vault.isWanted() || vault.entry().held())) {
      return refused(Reason.LOCKED, "vault %s: locked meanwhile".formatted(vault.entry().name()));
    }
    vault.repairsAre(0);
    Outcome outcome = mounter.mount(vault, asker);
    if (byPerson && outcome instanceof Outcome.Done) {
      @Nullable String stillHeld = hold(vault, false);
      if (stillHeld != null) {
        notices.warn("vault %s: stays held: %s".formatted(vault.entry().name(), stillHeld));
      }
    }
    return outcome;
  }

  /** Within the vault's turn. Null when durable, else why not. */
  @Nullable String hold(Vault vault, boolean held) {
    if (vault.entry().held() == held) {
      return null;
    }
    vault.replaceEntry(vault.entry().withHeld(held));
    try {
      registry.save(vault.entry());
      return null;
    } catch (VaultException unsaved) {
      return unsaved.getMessage();
    }
  }

  /** Locks in parallel; returns when all are locked or could not be. */
  void lockWhere(Predicate<Vault> which, Asker asker) {
    vaults.values().stream().filter(which).forEach(vault -> vault.want(false));
    inParallel(
        vaults.values().stream().filter(VaultSet::mayBeOpen).filter(which).toList(),
        vault -> {
          Optional<Boolean> locked =
              vault.inTurnToLock(TURN_LIMIT, () -> !which.test(vault) || locker.lock(vault, asker));
          if (!locked.orElse(false)) {
            notices.warn("vault %s: not locked yet".formatted(vault.entry().name()));
          }
        });
  }

  /** Also one that is at rest while a mount has its turn: its state may be a step behind. */
  private static boolean mayBeOpen(Vault vault) {
    return switch (vault.state()) {
      case ABSENT, LOCKED, DAMAGED -> vault.isTaken();
      case MOUNTING, MOUNTED, UNMOUNTING -> true;
    };
  }

  void inParallel(Collection<Vault> which, Consumer<Vault> work) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      which.forEach(vault -> executor.execute(() -> warningOnly(vault, work)));
    }
  }

  /** One vault's trouble keeps no other from being locked. */
  void warningOnly(Vault vault, Consumer<Vault> work) {
    try {
      work.accept(vault);
    } catch (RuntimeException broken) {
      notices.warn("vault %s: %s".formatted(vault.entry().name(), broken.getMessage()));
    }
  }

  static Outcome busy(Vault vault) {
    return refused(
        Reason.FAILED,
        "vault %s: busy for %d s".formatted(vault.entry().name(), TURN_LIMIT.toSeconds()));
  }
}
