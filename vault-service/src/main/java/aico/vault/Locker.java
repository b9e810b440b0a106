package aico.vault;

import aico.vault.Recorder.Deed;

/** Takes a vault down. Nothing keeps it from doing so, not even a trail that cannot be written. */
final class Locker {
  private final Gocryptfs gocryptfs;
  private final MountPoints points;
  private final VaultFolders folders;
  private final Recorder recorder;
  private final Notices notices;
  private final Places places;
  private final Checker checker;
  private final Hooks hooks;

  Locker(
      Gocryptfs gocryptfs,
      MountPoints points,
      VaultFolders folders,
      Recorder recorder,
      Notices notices,
      Places places,
      Checker checker,
      Hooks hooks) {
    this.gocryptfs = gocryptfs;
    this.points = points;
    this.folders = folders;
    this.recorder = recorder;
    this.notices = notices;
    this.places = places;
    this.checker = checker;
    this.hooks = hooks;
  }

  /** Locks a vault that is, or may be, open. Whether it is locked now. Within the vault's turn. */
  boolean lock(Vault vault, Asker asker) {
    return switch (vault.state()) {
      case ABSENT, LOCKED, DAMAGED -> true;
      case UNMOUNTING -> takeDown(vault);
      case MOUNTING, MOUNTED -> {
        if (vault.state() == VaultState.MOUNTED) {
          hooks.beforeLock(vault);
        }
        recordReserved(vault, asker, true);
        boolean locked = takeDown(vault);
        if (!locked) {
          recordReserved(vault, asker, false);
        }
        yield locked;
      }
    };
  }

  /** Locks a mounted vault unless a process is using it. Whether it is locked now. */
  boolean lockUnlessUsed(Vault vault, Asker asker) {
    VaultEntry entry = vault.entry();
    hooks.beforeLock(vault);
    recordReserved(vault, asker, true);
    if (!gocryptfs.detachUnlessUsed(places.mountPoint(entry))) {
      recordReserved(vault, asker, false);
      hooks.afterMount(vault);
      return false;
    }
    return takeDown(vault);
  }

  /** Unmounts, ends the process, removes the mount point, and says what is left in its folder. */
  boolean takeDown(Vault vault) {
    VaultEntry entry = vault.entry();
    vault.become(VaultState.UNMOUNTING, vault.condition().detail());
    var mountPoint = places.mountPoint(entry);
    switch (gocryptfs.unmount(entry.layout().ciphertext(), mountPoint)) {
      case Gocryptfs.Unmount.StillThere(String detail) -> {
        vault.become(VaultState.UNMOUNTING, detail);
        notices.warn("vault %s: not locked yet: %s".formatted(entry.name(), detail));
        return false;
      }
      case Gocryptfs.Unmount.Gone gone -> {
        if (gone.forced()) {
          notices.warn("vault %s: was in use when it was locked".formatted(entry.name()));
        }
      }
    }
    String left = points.remove(mountPoint).orElse("");
    if (!left.isEmpty()) {
      notices.warn("vault %s: %s".formatted(entry.name(), left));
    }
    rest(vault, left);
    if (vault.state() == VaultState.LOCKED) {
      checker.sealLater(vault);
    }
    notices.changed();
    return true;
  }

  /** Puts a vault that is not open into the state that its folder shows. */
  void rest(Vault vault, String detail) {
    switch (folders.inspect(vault.entry())) {
      case VaultFolders.Found.Ready ready -> vault.become(VaultState.LOCKED, detail);
      case VaultFolders.Found.Absent(String why) -> vault.become(VaultState.ABSENT, why);
      case VaultFolders.Found.Damaged(String why) -> vault.become(VaultState.DAMAGED, why);
    }
  }

  private void recordReserved(Vault vault, Asker asker, boolean success) {
    try {
      recorder.recordReserved(Deed.UNMOUNTED, vault.entry(), asker, success);
    } catch (Recorder.NotRecordedException unrecorded) {
      notices.warn(
          "vault %s: locked without a record: %s"
              .formatted(vault.entry().name(), unrecorded.getMessage()));
    }
  }
}
