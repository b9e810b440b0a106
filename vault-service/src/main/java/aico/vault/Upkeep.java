package aico.vault;

import aico.vault.Outcome.Reason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happens to vaults without anyone asking: unlocks, locks, and processes that end. */
final class Upkeep {
  /** gocryptfs that dies again and again is not started for ever. */
  private static final int MAX_REPAIRS = 3;

  private final VaultSet vaults;
  private final KeyWatch watch;
  private final Gocryptfs gocryptfs;
  private final Locker locker;
  private final Mounter mounter;
  private final IdleLock idle;
  private final GracePeriods grace;
  private final Checker checker;
  private final Notices notices;
  private final Places places;

  /** Whose keys are open with nobody there. */
  private Set<String> alone = Set.of();

  Upkeep(
      VaultSet vaults,
      KeyWatch watch,
      Gocryptfs gocryptfs,
      Locker locker,
      Mounter mounter,
      IdleLock idle,
      GracePeriods grace,
      Checker checker,
      Notices notices,
      Places places) {
    this.vaults = vaults;
    this.watch = watch;
    this.gocryptfs = gocryptfs;
    this.locker = locker;
    this.mounter = mounter;
    this.idle = idle;
    this.grace = grace;
    this.checker = checker;
    this.notices = notices;
    this.places = places;
  }

  /** See {@link Vaults#follow}. */
  void follow(Map<String, String> unlocked, Set<String> unattended, String incarnation, long mark) {
    KeyWatch.Plan plan = watch.seen(unlocked, incarnation);
    Set<String> arrived = arrived(plan.open(), unattended);
    vaults.lockWhere(
        vault -> vault.mountNumber() <= mark && isToBeLocked(vault, plan), Asker.self("lock"));
    for (Vault vault : vaults.all()) {
      VaultEntry entry = vault.entry();
      if (entry.holders().stream().anyMatch(plan.open()::contains)) {
        grace.end(vault);
      }
      if (entry.holders().stream()
              .filter(user -> plan.mount().contains(user) || arrived.contains(user))
              .anyMatch(user -> isDue(entry.settings().mount(), unattended.contains(user)))
          && !entry.held()) {
        vault.want(true);
        mountWanted(vault);
      }
    }
  }

  /** Users whose keys had opened with nobody there, and who came since. */
  private synchronized Set<String> arrived(Set<String> open, Set<String> unattended) {
    Set<String> arrived = new HashSet<>(alone);
    arrived.removeAll(unattended);
    arrived.retainAll(open);
    alone = Set.copyOf(unattended);
    return arrived;
  }

  private static boolean isDue(MountWhen when, boolean unattended) {
    return switch (when) {
      case UNLOCK -> !unattended;
      case DEMAND -> false;
      case START -> true;
    };
  }

  private boolean isToBeLocked(Vault vault, KeyWatch.Plan plan) {
    List<String> holders = vault.entry().holders();
    boolean lost = holders.stream().anyMatch(plan.lost()::contains);
    return plan.shuts(holders) && !(lost && grace.holds(vault));
  }

  /** Does not wait, so that a lock is heard while a disk spins up. */
  private void mountWanted(Vault vault) {
    Thread.ofVirtual()
        .name("mount-" + vault.entry().name())
        .start(() -> vaults.warningOnly(vault, this::mountNowIfWanted));
  }

  private void mountNowIfWanted(Vault vault) {
    if (!vault.isWanted()) {
      return;
    }
    if (vaults.mountInTurn(vault, Asker.self("unlock")) instanceof Outcome.Refused refused) {
      notices.warn(refused.message());
      if (refused.reason() == Reason.UNREACHABLE) {
        return; // tick tries again
      }
    }
    vault.want(false);
  }

  void keysAreSilent() {
    watch.silent();
    vaults.lockWhere(vault -> !grace.holds(vault), Asker.self("key-service silent"));
  }

  void tick() {
    for (Vault vault : vaults.all()) {
      vaults.warningOnly(vault, this::tick);
    }
    checker.checkDue(vaults.all());
  }

  private void tick(Vault vault) {
    switch (vault.state()) {
      case UNMOUNTING -> vault.inTurn(Duration.ZERO, () -> locker.lock(vault, Asker.self("tick")));
      case MOUNTED -> vault.inTurn(Duration.ZERO, () -> lookAfter(vault));
      case LOCKED -> {
        if (vault.isWanted() && !vault.isTaken()) {
          mountWanted(vault);
        }
      }
      case ABSENT, MOUNTING, DAMAGED -> {}
    }
  }

  private boolean lookAfter(Vault vault) {
    VaultEntry entry = vault.entry();
    gocryptfs.trimOutput(entry.layout().ciphertext());
    if (vault.state() != VaultState.MOUNTED) {
      return true;
    }
    if (!gocryptfs.isMounted(entry.layout().ciphertext(), places.mountPoint(entry))) {
      return locker.lock(vault, Asker.self("unmounted by others"));
    }
    if (grace.isOver(vault)) {
      grace.end(vault);
      return locker.lock(vault, Asker.self("grace period over"));
    }
    if (!idle.isDue(vault)) {
      return true;
    }
    boolean locked = locker.lockUnlessUsed(vault, Asker.self("idle"));
    if (!locked) {
      idle.inUse(vault);
    }
    return locked;
  }

  /** The gocryptfs process of a mount ended. */
  void ended(Vault vault, long mountNumber, int exitCode) {
    vault.inTurn(VaultSet.TURN_LIMIT, () -> afterEnd(vault, mountNumber, exitCode));
  }

  private boolean afterEnd(Vault vault, long mountNumber, int exitCode) {
    if (vault.state() != VaultState.MOUNTED || vault.mountNumber() != mountNumber) {
      return false;
    }
    notices.warn("vault %s: gocryptfs ended: %d".formatted(vault.entry().name(), exitCode));
    boolean locked = locker.lock(vault, Asker.self("gocryptfs ended"));
    // Exit 0: someone unmounted it by hand, and that is respected.
    boolean repair = exitCode != 0 && vault.repairs() < MAX_REPAIRS && !vaults.isStopping();
    if (locked && repair) {
      vault.repairsAre(vault.repairs() + 1);
      mounter.mount(vault, Asker.self("repair"));
    }
    return locked;
  }
}
