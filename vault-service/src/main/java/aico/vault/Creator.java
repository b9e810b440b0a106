package aico.vault;

import static aico.vault.Outcome.refused;

import aico.bus.crypto.SecretBytes;
import aico.vault.Outcome.Reason;
import aico.vault.Recorder.Deed;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a vault so that a crash anywhere leaves either nothing that counts, which the next try
 * takes up, or the complete vault:
 *
 * <ol>
 *   <li>its folder, marked with its name and id
 *   <li>its key, which key-service keeps before anything is encrypted with it
 *   <li>its ciphertext, made aside, synced, and put in place by one rename
 *   <li>the record of its creation
 *   <li>its entry in the registry: only now it exists
 * </ol>
 */
final class Creator {
  private final Gocryptfs gocryptfs;
  private final VaultFolders folders;
  private final VaultKeys keys;
  private final Owners owners;
  private final Recorder recorder;
  private final Registry registry;
  private final Supplier<String> newIds;

  Creator(
      Gocryptfs gocryptfs,
      VaultFolders folders,
      VaultKeys keys,
      Owners owners,
      Recorder recorder,
      Registry registry,
      Supplier<String> newIds) {
    this.gocryptfs = gocryptfs;
    this.folders = folders;
    this.keys = keys;
    this.owners = owners;
    this.recorder = recorder;
    this.registry = registry;
    this.newIds = newIds;
  }

  /** What came of it. */
  sealed interface Made {
    record Entry(VaultEntry entry) implements Made {}

    record Not(Outcome.Refused why) implements Made {}
  }

  /** Makes a vault that is in no registry yet, for {@code user}. */
  Made create(
      VaultName name, @Nullable Path at, String user, @Nullable String systemUser, Asker asker) {
    Optional<String> unfit = owners.unfit(systemUser);
    if (unfit.isPresent()) {
      return new Made.Not(
          new Outcome.Refused(
              Reason.USAGE, "system_user", "vault %s: %s".formatted(name, unfit.get())));
    }
    return switch (folders.claim(name, at, newIds.get())) {
      case VaultFolders.Claim.Refused(Reason reason, String field, String message) ->
          new Made.Not(new Outcome.Refused(reason, field, message));
      case VaultFolders.Claim.Claimed claimed -> {
        var entry =
            VaultEntry.of(name, claimed.id(), user, claimed.layout().folder())
                .withSettings(VaultSettings.DEFAULT.withSystemUser(systemUser));
        yield withKey(entry, claimed.complete(), asker);
      }
    };
  }

  private Made withKey(VaultEntry entry, boolean complete, Asker asker) {
    return switch (keys.create(entry.user(), entry.id())) {
      case VaultKeys.Answer.Key(SecretBytes key) -> {
        try (key) {
          yield fill(entry, key, complete, asker);
        }
      }
      case VaultKeys.Answer.Locked locked -> not(Reason.LOCKED, entry, "the keys are locked");
      case VaultKeys.Answer.Denied(String why) -> not(Reason.DENIED, entry, why);
      case VaultKeys.Answer.Failed(String why) -> not(Reason.FAILED, entry, why);
      case VaultKeys.Answer.Unreachable(String why) -> not(Reason.UNREACHABLE, entry, why);
    };
  }

  private Made fill(VaultEntry entry, SecretBytes key, boolean complete, Asker asker) {
    VaultLayout layout = entry.layout();
    Optional<String> trouble = complete ? tryOut(layout, key) : makeCiphertext(layout, key);
    if (trouble.isPresent()) {
      return not(Reason.FAILED, entry, trouble.get());
    }
    try {
      recorder.record(Deed.CREATED, entry, asker, true);
      if (!entry.settings().equals(VaultSettings.DEFAULT)) {
        recorder.recordChoice(entry, asker, entry.settings());
      }
    } catch (Recorder.NotRecordedException unrecorded) {
      return not(
          Reason.FAILED,
          entry,
          "not created, since it cannot be recorded: " + unrecorded.getMessage());
    }
    registry.save(entry);
    return new Made.Entry(entry);
  }

  private Optional<String> makeCiphertext(VaultLayout layout, SecretBytes key) {
    gocryptfs.unmount(layout.newCiphertext(), layout.newMount());
    folders.stage(layout);
    if (gocryptfs.init(layout.newCiphertext(), key)
        instanceof Gocryptfs.Init.Failed(Trouble trouble, String detail)) {
      return Optional.of(trouble.sentence() + ": " + detail);
    }
    Optional<String> trouble = alone(layout, layout.newCiphertext(), key, true);
    if (trouble.isEmpty()) {
      folders.publish(layout);
    }
    return trouble;
  }

  /** Ciphertext lies there already: only what this key opens is this vault. */
  private Optional<String> tryOut(VaultLayout layout, SecretBytes key) {
    gocryptfs.unmount(layout.ciphertext(), layout.newMount());
    folders.stage(layout);
    Optional<String> trouble = alone(layout, layout.ciphertext(), key, false);
    folders.unstage(layout);
    return trouble.map(why -> "its folder holds ciphertext that cannot be taken up: " + why);
  }

  /** Mounts it for the service alone and takes it down again. */
  private Optional<String> alone(
      VaultLayout layout, Gocryptfs.Ciphertext ciphertext, SecretBytes key, boolean makeFiles) {
    Gocryptfs.Mount mount =
        gocryptfs.mount(ciphertext, layout.newMount(), key, Gocryptfs.Access.SERVICE_ONLY);
    return switch (mount) {
      case Gocryptfs.Mount.Failed(Trouble trouble, String detail) ->
          Optional.of(trouble.sentence() + ": " + detail);
      case Gocryptfs.Mount.Mounted mounted -> {
        if (makeFiles) {
          folders.makeFiles(layout.newMount());
        }
        yield switch (gocryptfs.unmount(ciphertext, layout.newMount())) {
          case Gocryptfs.Unmount.Gone gone -> Optional.<String>empty();
          case Gocryptfs.Unmount.StillThere(String detail) -> Optional.of(detail);
        };
      }
    };
  }

  private static Made not(Reason reason, VaultEntry entry, String why) {
    return new Made.Not(refused(reason, "vault %s: %s".formatted(entry.name(), why)));
  }
}
