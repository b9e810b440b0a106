package aico.vault;

import static aico.vault.Outcome.refused;

import aico.vault.Outcome.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All vaults of this home: what is asked of them, one operation per vault at a time. */
public final class Vaults {
  /** The longest any step before this one may take: a slow key, a slow mount, a slow sync. */
  private static final Duration TURN_LIMIT = Duration.ofSeconds(60);

  /** A list shows what it knows rather than wait for a vault that is being mounted. */
  private static final Duration LIST_LIMIT = Duration.ofMillis(100);

  /** Mounts at a time: each derives a key and starts a process; more do not finish earlier. */
  private static final int MAX_PARALLEL_MOUNTS = 4;

  /** gocryptfs that dies again and again is not started for ever. */
  private static final int MAX_REPAIRS = 3;

  private final Places places;
  private final Registry registry;
  private final Gocryptfs gocryptfs;
  private final MountPoints points;
  private final Notices notices;
  private final KeyWatch watch;
  private final Locker locker;
  private final Mounter mounter;
  private final Creator creator;
  private final ConcurrentSkipListMap<VaultName, Vault> vaults = new ConcurrentSkipListMap<>();
  private final ReentrantLock creation = new ReentrantLock(true);
  private final Semaphore mountPermits = new Semaphore(MAX_PARALLEL_MOUNTS, true);
  private volatile boolean stopping;

  /**
   * The vaults of a home; {@link #start} comes first.
   *
   * @param newIds gives 32 hex digits, random
   */
  public Vaults(
      Places places,
      Registry registry,
      UnlockMemory memory,
      VaultFolders folders,
      MountPoints points,
      Gocryptfs gocryptfs,
      VaultKeys keys,
      Recorder recorder,
      Notices notices,
      Supplier<String> newIds) {
    this.places = places;
    this.registry = registry;
    this.gocryptfs = gocryptfs;
    this.points = points;
    this.notices = notices;
    watch = new KeyWatch(memory);
    locker = new Locker(gocryptfs, points, folders, recorder, notices, places);
    mounter =
        new Mounter(
            gocryptfs, points, folders, keys, recorder, notices, places, locker, this::ended);
    creator = new Creator(gocryptfs, folders, keys, recorder, registry, newIds);
  }

  /** Reads the registry and takes down whatever an earlier process left mounted. */
  public void start() {
    for (VaultEntry entry : registry.load()) {
      vaults.put(entry.name(), new Vault(entry));
    }
    inParallel(vaults.values(), vault -> vault.inTurn(TURN_LIMIT, () -> locker.takeDown(vault)));
    for (Path left : points.leftBelow(places.mounts())) {
      notices.warn("%s: not a vault of this home; left as it is".formatted(left));
    }
  }

  /** Locks everything; mounts nothing any more. */
  public void stop() {
    stopping = true;
    lockWhere(vault -> true, Asker.self("stop"));
  }

  /** Makes a vault and mounts it. */
  public Outcome create(VaultName name, @Nullable Path at, String user, Asker asker) {
    creation.lock();
    try {
      if (vaults.containsKey(name)) {
        return new Outcome.Refused(Reason.FAILED, "name", "vault %s: exists".formatted(name));
      }
      if (vaults.size() >= Registry.MAX_VAULTS) {
        return refused(
            Reason.FAILED, "vaults: %d (expected: < %1$d)".formatted(Registry.MAX_VAULTS));
      }
      return switch (creator.create(name, at, user, asker)) {
        case Creator.Made.Not(Outcome.Refused why) -> why;
        case Creator.Made.Entry(VaultEntry entry) -> {
          Vault vault = new Vault(entry);
          vaults.put(name, vault);
          yield mountInTurn(vault, asker);
        }
      };
    } finally {
      creation.unlock();
    }
  }

  /** Mounts a vault for a person, and ends that it was held. */
  public Outcome mount(VaultName name, Asker asker) {
    Vault vault = vaults.get(name);
    return vault == null ? unknown(name) : mountInTurn(vault, asker);
  }

  /** Locks a vault for a person; it is held until a person mounts it. */
  public Outcome unmount(VaultName name, Asker asker) {
    Vault vault = vaults.get(name);
    if (vault == null) {
      return unknown(name);
    }
    return vault
        .inTurnToLock(TURN_LIMIT, () -> unmountAndHold(vault, asker))
        .orElseGet(() -> busy(vault));
  }

  private Outcome unmountAndHold(Vault vault, Asker asker) {
    @Nullable String unheld = hold(vault, true);
    if (!locker.lock(vault, asker)) {
      return refused(
          Reason.FAILED,
          "vault %s: not locked yet: %s"
              .formatted(vault.entry().name(), vault.condition().detail()));
    }
    return unheld == null
        ? new Outcome.Done(vault.view(places))
        : refused(
            Reason.FAILED,
            "vault %s: locked, but may mount at the next unlock: %s"
                .formatted(vault.entry().name(), unheld));
  }

  /** All vaults by name; those at rest are looked at anew. */
  public List<VaultView> list() {
    for (Vault vault : vaults.values()) {
      vault.inTurn(LIST_LIMIT, () -> refresh(vault));
    }
    return vaults.values().stream().map(vault -> vault.view(places)).toList();
  }

  private Vault refresh(Vault vault) {
    switch (vault.state()) {
      case ABSENT, LOCKED -> locker.rest(vault, vault.condition().detail());
      // A wrong key is not seen in the folder: only a mount that works ends damage.
      case DAMAGED, MOUNTING, MOUNTED, UNMOUNTING -> {}
    }
    return vault;
  }

  /** Locks everything for a person: nothing mounts by itself until a person unlocks. */
  public List<VaultView> lockAll(Asker asker) {
    try {
      watch.lockedByPerson();
    } catch (VaultException unsaved) {
      notices.warn("the lock does not last across a crash: " + unsaved.getMessage());
    }
    lockWhere(vault -> true, asker);
    return list();
  }

  /** How many mounts there have been; taken before asking key-service, see {@link #follow}. */
  public long mark() {
    return mounter.mark();
  }

  /**
   * key-service says who is unlocked, users with their unlock ids: returns when all are locked that
   * are to be, and mounts the others meanwhile.
   *
   * @param mark from before it was asked: a vault mounted since then is newer than the answer
   */
  public void follow(Map<String, String> unlocked, long mark) {
    KeyWatch.Plan plan = watch.seen(unlocked);
    lockWhere(
        vault ->
            vault.mountNumber() <= mark
                && (!plan.open().contains(vault.entry().user())
                    || plan.relock().contains(vault.entry().user())),
        Asker.self("lock"));
    for (Vault vault : vaults.values()) {
      VaultEntry entry = vault.entry();
      if (plan.mount().contains(entry.user()) && entry.mountAtUnlock() && !entry.held()) {
        vault.want(true);
        mountWanted(vault);
      }
    }
  }

  /** Does not wait, so that a lock is heard while a disk spins up. */
  private void mountWanted(Vault vault) {
    Thread.ofVirtual()
        .name("mount-" + vault.entry().name())
        .start(() -> warningOnly(vault, this::mountNowIfWanted));
  }

  private void mountNowIfWanted(Vault vault) {
    if (!vault.isWanted()) {
      return;
    }
    if (mountInTurn(vault, Asker.self("unlock")) instanceof Outcome.Refused refused) {
      notices.warn(refused.message());
      if (refused.reason() == Reason.UNREACHABLE) {
        return; // tick tries again
      }
    }
    vault.want(false);
  }

  /** key-service does not answer: everything is locked at once. */
  public void keysAreSilent() {
    watch.silent();
    lockWhere(vault -> true, Asker.self("key-service silent"));
  }

  /**
   * Brings to their end the locks and mounts that did not come to it, and notices mounts that went
   * away.
   */
  public void tick() {
    for (Vault vault : vaults.values()) {
      switch (vault.state()) {
        case UNMOUNTING ->
            vault.inTurn(Duration.ZERO, () -> locker.lock(vault, Asker.self("tick")));
        case MOUNTED -> vault.inTurn(Duration.ZERO, () -> lookAfter(vault));
        case LOCKED -> {
          if (vault.isWanted() && !vault.isTaken()) {
            mountWanted(vault);
          }
        }
        case ABSENT, MOUNTING, DAMAGED -> {}
      }
    }
  }

  private boolean lookAfter(Vault vault) {
    VaultEntry entry = vault.entry();
    gocryptfs.trimOutput(entry.layout().ciphertext());
    return vault.state() != VaultState.MOUNTED
        || gocryptfs.isMounted(entry.layout().ciphertext(), places.mountPoint(entry.name()))
        || locker.lock(vault, Asker.self("unmounted by others"));
  }

  private void ended(Vault vault, long mountNumber, int exitCode) {
    vault.inTurn(TURN_LIMIT, () -> afterEnd(vault, mountNumber, exitCode));
  }

  private boolean afterEnd(Vault vault, long mountNumber, int exitCode) {
    if (vault.state() != VaultState.MOUNTED || vault.mountNumber() != mountNumber) {
      return false;
    }
    notices.warn("vault %s: gocryptfs ended: %d".formatted(vault.entry().name(), exitCode));
    boolean locked = locker.lock(vault, Asker.self("gocryptfs ended"));
    // Exit 0: someone unmounted it by hand, and that is respected.
    boolean repair = exitCode != 0 && vault.repairs() < MAX_REPAIRS && !stopping;
    if (locked && repair) {
      vault.repairsAre(vault.repairs() + 1);
      mounter.mount(vault, Asker.self("repair"));
    }
    return locked;
  }

  private Outcome mountInTurn(Vault vault, Asker asker) {
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
    vault.repairsAre(0);
    boolean byPerson = asker.principal() != null;
    if (!byPerson && vault.entry().held()) {
      return refused(Reason.LOCKED, "vault %s: held by a person".formatted(vault.entry().name()));
    }
    Outcome outcome = mounter.mount(vault, asker);
    if (byPerson && outcome instanceof Outcome.Done) {
      @Nullable String stillHeld = hold(vault, false);
      if (stillHeld != null) {
        notices.warn("vault %s: stays held: %s".formatted(vault.entry().name(), stillHeld));
      }
    }
    return outcome;
  }

  /** Null when durable, else why not. */
  private @Nullable String hold(Vault vault, boolean held) {
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

  private void lockWhere(Predicate<Vault> which, Asker asker) {
    vaults.values().stream().filter(which).forEach(vault -> vault.want(false));
    inParallel(
        vaults.values().stream().filter(Vaults::mayBeOpen).filter(which).toList(),
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

  private void inParallel(Collection<Vault> which, Consumer<Vault> work) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      which.forEach(vault -> executor.execute(() -> warningOnly(vault, work)));
    }
  }

  /** One vault's trouble keeps no other from being locked. */
  private void warningOnly(Vault vault, Consumer<Vault> work) {
    try {
      work.accept(vault);
    } catch (RuntimeException broken) {
      notices.warn("vault %s: %s".formatted(vault.entry().name(), broken.getMessage()));
    }
  }

  private static Outcome busy(Vault vault) {
    return refused(
        Reason.FAILED,
        "vault %s: busy for %d s".formatted(vault.entry().name(), TURN_LIMIT.toSeconds()));
  }

  private static Outcome unknown(VaultName name) {
    return new Outcome.Refused(Reason.USAGE, "name", "vault %s: there is none".formatted(name));
  }
}
