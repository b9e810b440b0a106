package aico.vault;

import static aico.vault.Outcome.refused;

import aico.bus.crypto.SecretBytes;
import aico.vault.Gocryptfs.Access;
import aico.vault.Gocryptfs.Owner;
import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Mounts a vault: folder, key, look, mount point, record, gocryptfs, in that order. */
final class Mounter {

  /** Told when the gocryptfs process of a mount ends, for whatever reason. */
  interface EndListener {
    void ended(Vault vault, long mountNumber, int exitCode);
  }

  private final Gocryptfs gocryptfs;
  private final MountPoints points;
  private final VaultFolders folders;
  private final Looker looker;
  private final VaultKeys keys;
  private final Recorder recorder;
  private final Notices notices;
  private final Places places;
  private final Locker locker;
  private final Owners owners;
  private final Hooks hooks;
  private final EndListener ends;
  private final AtomicLong mountCount = new AtomicLong();

  Mounter(
      Gocryptfs gocryptfs,
      MountPoints points,
      VaultFolders folders,
      Looker looker,
      VaultKeys keys,
      Recorder recorder,
      Notices notices,
      Places places,
      Owners owners,
      Locker locker,
      Hooks hooks,
      EndListener ends) {
    this.gocryptfs = gocryptfs;
    this.points = points;
    this.folders = folders;
    this.looker = looker;
    this.keys = keys;
    this.recorder = recorder;
    this.notices = notices;
    this.places = places;
    this.owners = owners;
    this.locker = locker;
    this.hooks = hooks;
    this.ends = ends;
  }

  /** How many mounts there have been. */
  long mark() {
    return mountCount.get();
  }

  /** Mounts it, or says why not; within the vault's turn. */
  Outcome mount(Vault vault, Asker asker) {
    VaultEntry entry = vault.entry();
    if (vault.state() == VaultState.MOUNTED
        && gocryptfs.isMounted(entry.layout().ciphertext(), places.mountPoint(entry))) {
      return new Outcome.Done(vault.view(places));
    }
    Owner owner;
    try {
      owner = owners.of(entry.settings().systemUser());
    } catch (VaultException unfit) {
      return refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), unfit.getMessage()));
    }
    // A stale mount, or what a crash left: with nothing there this is two looks.
    if (!locker.takeDown(vault)) {
      return refuse(vault, "cannot be mounted while it is not locked");
    }
    return switch (folders.inspect(entry)) {
      case VaultFolders.Found.Absent absent -> refuse(vault, "is absent");
      case VaultFolders.Found.Damaged damaged -> refuse(vault, "is damaged");
      case VaultFolders.Found.Ready(int epoch) -> {
        looker.begin(vault);
        yield withKey(vault, owner, epoch, asker);
      }
    };
  }

  private Outcome withKey(Vault vault, Owner owner, int epoch, Asker asker) {
    VaultEntry entry = vault.entry();
    return switch (keys.fetch(entry.keysFor(asker), entry.id(), epoch)) {
      case VaultKeys.Answer.Key(SecretBytes key) -> {
        try (key) {
          Outcome outcome = open(vault, owner, key, asker);
          retireOldKeys(entry, epoch);
          yield outcome;
        }
      }
      case VaultKeys.Answer other -> {
        looker.end(vault);
        yield withoutKey(entry, other);
      }
    };
  }

  /** A rotation that was interrupted at its very end may have left one. */
  private void retireOldKeys(VaultEntry entry, int epoch) {
    if (epoch > 1) {
      keys.retireBefore(entry.user(), entry.id(), epoch)
          .ifPresent(why ->
              notices.warn("vault %s: an old key is still kept: %s".formatted(entry.name(), why)));
    }
  }

  /** What an answer that is no key means for the request. */
  static Outcome withoutKey(VaultEntry entry, VaultKeys.Answer answer) {
    return switch (answer) {
      case VaultKeys.Answer.Key(SecretBytes key) -> {
        key.close();
        throw new IllegalStateException("a key");
      }
      case VaultKeys.Answer.Locked locked ->
          refused(Reason.LOCKED, "vault %s: the keys are locked".formatted(entry.name()));
      case VaultKeys.Answer.Denied(String why) ->
          refused(Reason.DENIED, "vault %s: %s".formatted(entry.name(), why));
      case VaultKeys.Answer.Failed(String why) ->
          refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), why));
      case VaultKeys.Answer.Unreachable(String why) ->
          refused(Reason.UNREACHABLE, "vault %s: %s".formatted(entry.name(), why));
    };
  }

  private Outcome open(Vault vault, Owner owner, SecretBytes key, Asker asker) {
    VaultEntry entry = vault.entry();
    Path mountPoint = places.mountPoint(entry);
    vault.become(VaultState.MOUNTING, "");
    Access access;
    try {
      access = new Access(owner, !looker.isWritable(vault));
      if (vault.isLockWaiting()) {
        locker.takeDown(vault);
        return refused(Reason.LOCKED, "vault %s: is being locked".formatted(entry.name()));
      }
      Optional<String> inTheWay = points.prepare(mountPoint);
      if (inTheWay.isPresent()) {
        locker.takeDown(vault);
        return refused(Reason.FAILED, "vault %s: %s".formatted(entry.name(), inTheWay.get()));
      }
      recorder.record(Deed.MOUNTED, entry, asker, true);
    } catch (Recorder.NotRecordedException unrecorded) {
      locker.takeDown(vault);
      return refused(
          Reason.FAILED,
          "vault %s: not mounted, since it cannot be recorded: %s"
              .formatted(entry.name(), unrecorded.getMessage()));
    }
    return switch (mountOrFail(entry, mountPoint, key, access)) {
      case Gocryptfs.Mount.Mounted mounted -> {
        long number = mountCount.incrementAndGet();
        vault.mountedAs(number, access.readOnly());
        vault.become(VaultState.MOUNTED, "");
        listen(vault, number, mounted.exit());
        hooks.afterMount(vault);
        notices.changed();
        yield new Outcome.Done(vault.view(places));
      }
      case Gocryptfs.Mount.Failed(Trouble trouble, String detail) ->
          giveUp(vault, asker, trouble, detail);
    };
  }

  private void listen(Vault vault, long number, CompletableFuture<Integer> exit) {
    exit.thenAccept(code ->
        Thread.ofVirtual()
            .name("vault-ended-" + vault.entry().name())
            .start(() -> ends.ended(vault, number, code)));
  }

  private Gocryptfs.Mount mountOrFail(
      VaultEntry entry, Path mountPoint, SecretBytes key, Access access) {
    try {
      return mountWithFiles(entry, mountPoint, key, access);
    } catch (VaultException broken) {
      return new Gocryptfs.Mount.Failed(Trouble.OTHER, String.valueOf(broken.getMessage()));
    }
  }

  private Gocryptfs.Mount mountWithFiles(
      VaultEntry entry, Path mountPoint, SecretBytes key, Access access) {
    Gocryptfs.Ciphertext ciphertext = entry.layout().ciphertext();
    Gocryptfs.Mount first = gocryptfs.mount(ciphertext, mountPoint, key, access);
    if (!(first instanceof Gocryptfs.Mount.Mounted) || points.hasFiles(mountPoint)) {
      return first;
    }
    // Its owner removed the folder: only the service, alone, can make one of the right owner.
    gocryptfs.unmount(ciphertext, mountPoint);
    if (access.readOnly()) {
      return new Gocryptfs.Mount.Failed(
          Trouble.OTHER,
          "%s: not to be found in it, nor to be made: not all files are as they were left"
              .formatted(Places.FILES));
    }
    Gocryptfs.Mount alone = gocryptfs.mount(ciphertext, mountPoint, key, Access.SERVICE_ONLY);
    if (alone instanceof Gocryptfs.Mount.Failed failed) {
      return failed;
    }
    folders.makeFiles(mountPoint);
    gocryptfs.unmount(ciphertext, mountPoint);
    return gocryptfs.mount(ciphertext, mountPoint, key, access);
  }

  private Outcome giveUp(Vault vault, Asker asker, Trouble trouble, String detail) {
    VaultName name = vault.entry().name();
    boolean down = locker.takeDown(vault);
    if (down && trouble.isDamage()) {
      vault.become(VaultState.DAMAGED, trouble.sentence());
    }
    try {
      recorder.recordReserved(Deed.MOUNTED, vault.entry(), asker, false);
    } catch (Recorder.NotRecordedException unrecorded) {
      notices.warn("vault %s: a failed mount is not recorded".formatted(name));
    }
    notices.warn("vault %s: %s: %s".formatted(name, trouble.sentence(), detail));
    return refused(
        Reason.FAILED,
        trouble == Trouble.OTHER
            ? "vault %s: %s: %s".formatted(name, trouble.sentence(), detail)
            : "vault %s: %s".formatted(name, trouble.sentence()));
  }

  private static Outcome refuse(Vault vault, String what) {
    return refused(
        Reason.FAILED,
        "vault %s: %s: %s".formatted(vault.entry().name(), what, vault.condition().detail()));
  }
}
