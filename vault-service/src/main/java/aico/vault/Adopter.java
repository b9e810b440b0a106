package aico.vault;

import static aico.vault.Outcome.refused;

import aico.bus.crypto.SecretBytes;
import aico.vault.Creator.Made;
import aico.vault.Gocryptfs.Access;
import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Takes up the ciphertext of another gocryptfs without copying it; interrupted anywhere, the next
 * try goes on:
 *
 * <ol>
 *   <li>its folder is marked with its name and id
 *   <li>its key, which key-service keeps before anything is opened with it
 *   <li>the key opens gocryptfs.conf, which the password opened until now
 *   <li>all that is in it moves into {@code files}, which is what a vault hands out
 *   <li>the record, and its entry in the registry
 * </ol>
 *
 * <p>The master key inside gocryptfs.conf stays: an older copy of that file and the old password
 * open the vault until its key is rotated.
 */
final class Adopter {
  private final Gocryptfs gocryptfs;
  private final VaultFolders folders;
  private final VaultKeys keys;
  private final Recorder recorder;
  private final Registry registry;
  private final Supplier<String> newIds;

  Adopter(
      Gocryptfs gocryptfs,
      VaultFolders folders,
      VaultKeys keys,
      Recorder recorder,
      Registry registry,
      Supplier<String> newIds) {
    this.gocryptfs = gocryptfs;
    this.folders = folders;
    this.keys = keys;
    this.recorder = recorder;
    this.registry = registry;
    this.newIds = newIds;
  }

  /** Takes up what lies at {@code at/name/cipher}, in no registry yet, for {@code user}. */
  Made adopt(VaultName name, Path at, String user, SecretBytes password, Asker asker) {
    return switch (folders.claimCiphertext(name, at, newIds.get())) {
      case VaultFolders.Claim.Refused(Reason reason, String field, String message) ->
          new Made.Not(new Outcome.Refused(reason, field, message));
      case VaultFolders.Claim.Claimed claimed -> {
        VaultEntry entry = VaultEntry.of(name, claimed.id(), user, claimed.layout().folder());
        yield switch (keys.create(user, claimed.id())) {
          case VaultKeys.Answer.Key(SecretBytes key) -> {
            try (key) {
              yield withKey(entry, password, key, asker);
            }
          }
          case VaultKeys.Answer other ->
              new Made.Not((Outcome.Refused) Mounter.withoutKey(entry, other));
        };
      }
    };
  }

  private Made withKey(VaultEntry entry, SecretBytes password, SecretBytes key, Asker asker) {
    VaultLayout layout = entry.layout();
    gocryptfs.unmount(layout.ciphertext(), layout.newMount());
    folders.stage(layout);
    Gocryptfs.Unmount unmounted;
    try {
      Gocryptfs.Mount mount = mount(layout, key);
      if (mount instanceof Gocryptfs.Mount.Failed(Trouble trouble, String why)
          && trouble == Trouble.WRONG_KEY) {
        switch (gocryptfs.rewrap(layout.ciphertext(), password, key)) {
          case Gocryptfs.Init.Failed(Trouble wrong, String detail) -> {
            return wrong == Trouble.WRONG_KEY
                ? not(Reason.DENIED, entry, "the password does not open it")
                : not(Reason.FAILED, entry, wrong.sentence() + ": " + detail);
          }
          case Gocryptfs.Init.Initialized rewrapped -> mount = mount(layout, key);
        }
      }
      if (mount instanceof Gocryptfs.Mount.Failed(Trouble trouble, String detail)) {
        return not(Reason.FAILED, entry, trouble.sentence() + ": " + detail);
      }
      folders.gatherFiles(layout.newMount());
    } finally {
      unmounted = gocryptfs.unmount(layout.ciphertext(), layout.newMount());
      folders.unstage(layout);
    }
    // Unmounted is synced, and it may lie on another disk than what is recorded next.
    if (unmounted instanceof Gocryptfs.Unmount.StillThere(String detail)) {
      return not(Reason.FAILED, entry, detail);
    }
    return recorded(entry, asker);
  }

  private Gocryptfs.Mount mount(VaultLayout layout, SecretBytes key) {
    return gocryptfs.mount(layout.ciphertext(), layout.newMount(), key, Access.SERVICE_ONLY);
  }

  private Made recorded(VaultEntry entry, Asker asker) {
    try {
      recorder.record(Deed.ADOPTED, entry, asker, true);
    } catch (Recorder.NotRecordedException unrecorded) {
      return not(
          Reason.FAILED,
          entry,
          "not taken up, since it cannot be recorded: " + unrecorded.getMessage());
    }
    registry.save(entry);
    return new Made.Entry(entry);
  }

  private static Made not(Reason reason, VaultEntry entry, String why) {
    return new Made.Not(refused(reason, "vault %s: %s".formatted(entry.name(), why)));
  }
}
