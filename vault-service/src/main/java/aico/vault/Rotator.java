package aico.vault;

import static aico.vault.Outcome.refused;

import aico.bus.crypto.SecretBytes;
import aico.vault.Gocryptfs.Access;
import aico.vault.Gocryptfs.Ciphertext;
import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import aico.vault.RotationView.Phase;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives a vault a new key by copying it into new ciphertext. A crash anywhere leaves the vault
 * whole under the old key, and the copy for the next try to go on with, or the vault whole under
 * the new one:
 *
 * <ol>
 *   <li>the vault is locked; nobody but the service sees it until the end
 *   <li>the look: what is not as it was left must not become the original
 *   <li>the new key, which key-service keeps beside the old one
 *   <li>the copy, synced, mounted anew, and compared with the original file by file
 *   <li>the record of the rotation
 *   <li>the new ciphertext in the old one's place, with the number of its key
 *   <li>the old ciphertext and the old key destroyed
 * </ol>
 */
final class Rotator {
  /** A copy that differs again and again lies on a broken disk. */
  private static final int ROUNDS_LIMIT = 3;

  /** What is left free for everything else on the disk. */
  private static final long SPARE_BYTES = 64L << 20;

  private final Gocryptfs gocryptfs;
  private final MountPoints points;
  private final VaultFolders folders;
  private final FileTrees trees;
  private final Looker looker;
  private final VaultKeys keys;
  private final Recorder recorder;
  private final Notices notices;
  private final Places places;
  private final Locker locker;
  private final Mounter mounter;

  Rotator(
      Gocryptfs gocryptfs,
      MountPoints points,
      VaultFolders folders,
      FileTrees trees,
      Looker looker,
      VaultKeys keys,
      Recorder recorder,
      Notices notices,
      Places places,
      Locker locker,
      Mounter mounter) {
    this.gocryptfs = gocryptfs;
    this.points = points;
    this.folders = folders;
    this.trees = trees;
    this.looker = looker;
    this.keys = keys;
    this.recorder = recorder;
    this.notices = notices;
    this.places = places;
    this.locker = locker;
    this.mounter = mounter;
  }

  /** The whole of it, within the vault's turn; mounts the vault again if it was mounted. */
  Outcome rotate(Vault vault, Rotation rotation, Asker asker) {
    boolean wasMounted = vault.state() == VaultState.MOUNTED;
    if (!locker.lock(vault, asker) || !locker.takeDown(vault)) {
      return failed(vault, "not locked yet: " + vault.condition().detail());
    }
    Outcome outcome;
    try {
      outcome =
          switch (folders.inspect(vault.entry())) {
            case VaultFolders.Found.Absent(String why) -> failed(vault, "is absent: " + why);
            case VaultFolders.Found.Damaged(String why) -> failed(vault, "is damaged: " + why);
            case VaultFolders.Found.Ready(int epoch) ->
                lackOfSpace(vault.entry())
                    .map(lack -> failed(vault, lack))
                    .orElseGet(() -> withKeys(vault, epoch, rotation, asker));
          };
    } catch (FileTrees.StoppedException stopped) {
      return refused(
          Reason.LOCKED,
          "vault %s: %s; rotate it again to go on"
              .formatted(vault.entry().name(), stopped.getMessage()));
    } catch (VaultException broken) {
      outcome = failed(vault, String.valueOf(broken.getMessage()));
    }
    if (wasMounted
        && !vault.isLockWaiting()
        && mounter.mount(vault, asker) instanceof Outcome.Refused unmounted) {
      notices.warn(unmounted.message());
    }
    return outcome;
  }

  /** Said before it starts, since a full disk hurts everybody on it. */
  private Optional<String> lackOfSpace(VaultEntry entry) {
    VaultLayout layout = entry.layout();
    long copied = trees.allocatedBytes(layout.cipher());
    long there = folders.stageAgain(layout) ? trees.allocatedBytes(layout.newCipher()) : 0;
    long needed = Math.max(0, copied - there) + SPARE_BYTES;
    long free = trees.freeBytes(layout.folder());
    return free >= needed
        ? Optional.empty()
        : Optional.of(
            "too little space on the disk of %s: %d MiB free (expected: >= %d MiB)"
                .formatted(layout.folder(), free >> 20, (needed >> 20) + 1));
  }

  private Outcome withKeys(Vault vault, int epoch, Rotation rotation, Asker asker) {
    VaultEntry entry = vault.entry();
    looker.requireAsLeft(vault, rotation);
    return switch (keys.fetch(entry.keysFor(asker), entry.id(), epoch)) {
      case VaultKeys.Answer.Key(SecretBytes oldKey) -> {
        try (oldKey) {
          yield switch (keys.rotate(entry.user(), entry.id(), epoch + 1)) {
            case VaultKeys.Answer.Key(SecretBytes newKey) -> {
              try (newKey) {
                copied(vault, oldKey, newKey, rotation);
              }
              yield switched(vault, epoch + 1, rotation, asker);
            }
            case VaultKeys.Answer other -> Mounter.withoutKey(entry, other);
          };
        }
      }
      case VaultKeys.Answer other -> Mounter.withoutKey(entry, other);
    };
  }

  /** Leaves neither mount behind, however it ends. */
  private void copied(Vault vault, SecretBytes oldKey, SecretBytes newKey, Rotation rotation) {
    VaultLayout layout = vault.entry().layout();
    Path from = places.mountPoint(vault.entry());
    vault.become(VaultState.MOUNTING, "its key is being rotated");
    try {
      points
          .prepare(from)
          .ifPresent(inTheWay -> {
            throw new VaultException(inTheWay);
          });
      mounted(gocryptfs.mount(layout.ciphertext(), from, oldKey, Access.SERVICE_READS));
      mountNew(layout, newKey);
      copyUntilSame(layout, newKey, from, rotation);
    } finally {
      takeDownNew(layout);
      if (!locker.takeDown(vault)) {
        throw new VaultException("not locked yet: " + vault.condition().detail());
      }
    }
  }

  private void mountNew(VaultLayout layout, SecretBytes key) {
    takeDownNew(layout);
    Ciphertext made = layout.newCiphertext();
    if (folders.stageAgain(layout)) {
      if (gocryptfs.mount(made, layout.newMount(), key, Access.SERVICE_ONLY)
          instanceof Gocryptfs.Mount.Mounted) {
        return;
      }
      // Not begun under this key, or cut off where it began.
      trees.remove(layout.newCipher());
      folders.stageAgain(layout);
    } else {
      trees.remove(layout.newCipher());
      folders.stageAgain(layout);
    }
    if (gocryptfs.init(made, key) instanceof Gocryptfs.Init.Failed(Trouble trouble, String why)) {
      throw new VaultException(trouble.sentence() + ": " + why);
    }
    mounted(gocryptfs.mount(made, layout.newMount(), key, Access.SERVICE_ONLY));
  }

  private void copyUntilSame(VaultLayout layout, SecretBytes newKey, Path from, Rotation rotation) {
    FileTrees.Size size = trees.sizeOf(from, rotation);
    for (int round = 1; ; round++) {
      rotation.copies(size);
      trees.copy(from, layout.newMount(), rotation);
      trees.sync(layout.newCipher(), rotation);
      // Mounted anew, so that what is compared was read and deciphered, not remembered.
      takeDownNew(layout);
      mounted(
          gocryptfs.mount(layout.newCiphertext(), layout.newMount(), newKey, Access.SERVICE_ONLY));
      rotation.begin(Phase.VERIFYING);
      long different = trees.verify(from, layout.newMount(), rotation);
      if (different == 0) {
        return;
      }
      if (round == ROUNDS_LIMIT) {
        throw new VaultException(
            "%d files differ from the original after %d copies: is the disk broken?"
                .formatted(different, round));
      }
      notices.warn("%s: %d files are copied again".formatted(layout.folder(), different));
    }
  }

  private Outcome switched(Vault vault, int epoch, Rotation rotation, Asker asker) {
    VaultEntry entry = vault.entry();
    rotation.begin(Phase.SWITCHING);
    try {
      recorder.record(Deed.ROTATED, entry, asker, true);
    } catch (Recorder.NotRecordedException unrecorded) {
      return failed(vault, "not rotated, since it cannot be recorded: " + unrecorded.getMessage());
    }
    looker.exchanged(vault);
    folders.switchTo(entry, epoch);
    Optional<String> kept = keys.retireBefore(entry.user(), entry.id(), epoch);
    // The next mount tries again.
    kept.ifPresent(why ->
        notices.warn("vault %s: its old key is still kept: %s".formatted(entry.name(), why)));
    return new Outcome.Done(vault.view(places));
  }

  /** Also what a crash left. */
  void takeDownNew(VaultLayout layout) {
    if (gocryptfs.unmount(layout.newCiphertext(), layout.newMount())
        instanceof Gocryptfs.Unmount.StillThere(String detail)) {
      throw new VaultException(detail);
    }
  }

  private static void mounted(Gocryptfs.Mount mount) {
    if (mount instanceof Gocryptfs.Mount.Failed(Trouble trouble, String detail)) {
      throw new VaultException(trouble.sentence() + ": " + detail);
    }
  }

  private static Outcome failed(Vault vault, String why) {
    return refused(Reason.FAILED, "vault %s: %s".formatted(vault.entry().name(), why));
  }
}
