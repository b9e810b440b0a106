package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of vaults: random, one per vault and epoch, kept wrapped under one key per user and
 * wrapping epoch. That key is Argon2id of the master key and is derived once per unlock, so that
 * the first vault costs 256 MiB and 0.4 s and every further one nothing.
 */
public final class VaultKeys {
  /** How often to start over when the key file changed under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final Household household;
  private final Letters letters;
  private final Randomness random;

  public VaultKeys(Keyring keyring, Letters letters, Unlocking.Parts parts) {
    this.keyring = keyring;
    this.letters = letters;
    household = new Household(keyring, parts);
    random = parts.random();
  }

  /**
   * The key of a vault's epoch.
   *
   * @throws DerivationRefused when there is no memory for the first one after an unlock
   * @throws NotRecorded when it cannot be recorded; then nothing is handed out
   */
  public HandOut get(Asker asker, String user, String vaultId, int epoch) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<Keyring.Opened> open = keyring.opened(user);
      if (open.isEmpty()) {
        return new HandOut.Locked();
      }
      Optional<HandOut> handOut = tryGet(asker, open.get(), vaultId, epoch);
      if (handOut.isPresent()) {
        return handOut.get();
      }
      // A letter was taken in, locked meanwhile, or under another master key: the next look tells.
    }
    throw changedTooOften();
  }

  private Optional<HandOut> tryGet(Asker asker, Keyring.Opened open, String vaultId, int epoch) {
    try {
      if (letters.takeIn(asker, open.file(), open.keys(), vaultId)) {
        return Optional.empty();
      }
      Optional<KeyFile.VaultWrap> vault = open.file().vault(vaultId, epoch);
      return vault.isEmpty()
          ? Optional.of(new HandOut.UnknownVault())
          : opened(asker, open, vault.get());
    } catch (UnlockedUser.LockedMeanwhile closed) {
      return Optional.empty();
    }
  }

  private Optional<HandOut> opened(Asker asker, Keyring.Opened open, KeyFile.VaultWrap vault) {
    try (SecretBytes wrappingKey =
        open.keys().wrappingKey(open.file().epoch(vault.wrappingEpoch()))) {
      SecretBytes key =
          vault
              .wrapped()
              .openedBy(wrappingKey)
              .orElseThrow(
                  () -> new KeyException("vault key: not wrapped under this user's master key"));
      return handOut(asker, open, vault, key);
    }
  }

  /**
   * Makes and keeps the key of a new vault, and hands it out; the key there is when there is one,
   * so that an interrupted creation can go on. The household is made with its first vault. Errors
   * as {@link #get}.
   */
  public HandOut create(Asker asker, String user, String vaultId) {
    if (!Users.isPerson(user) && !household.ensure(asker)) {
      return new HandOut.Locked();
    }
    return keepNext(
        asker,
        user,
        vaultId,
        newest -> newest.map(KeyFile.VaultWrap::epoch).map(Epochs::have).orElse(Epochs.make(1)));
  }

  /**
   * Makes and keeps the key of a vault's next epoch beside the one there is, and hands it out; the
   * key there is of that epoch when there is one, so that an interrupted rotation can go on. Who
   * else has an older one finds the new one as a letter. Errors as {@link #get}.
   */
  public HandOut rotate(Asker asker, String user, String vaultId, int epoch) {
    HandOut outcome = keepRotated(asker, user, vaultId, epoch);
    if (outcome instanceof HandOut.Key(SecretBytes key, int kept)) {
      boolean told = false;
      try {
        tellOthers(asker, user, vaultId, kept, key);
        told = true;
      } finally {
        if (!told) {
          key.close();
        }
      }
    }
    return outcome;
  }

  private void tellOthers(Asker asker, String user, String vaultId, int epoch, SecretBytes key) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      List<KeyFile> without =
          keyring.files().stream()
              .filter(other -> !other.user().equals(user) && other.holds(vaultId))
              .filter(other -> other.vault(vaultId, epoch).isEmpty())
              .filter(other -> other.letter(vaultId, epoch).isEmpty())
              .toList();
      if (without.isEmpty()) {
        return;
      }
      without.forEach(other -> letters.leave(asker, other, vaultId, epoch, key));
    }
    throw changedTooOften();
  }

  private HandOut keepRotated(Asker asker, String user, String vaultId, int epoch) {
    return keepNext(
        asker,
        user,
        vaultId,
        newest -> {
          int last = newest.map(KeyFile.VaultWrap::epoch).orElse(0);
          if (last == epoch) {
            return Epochs.have(epoch);
          }
          return last == epoch - 1 && last > 0 ? Epochs.make(epoch) : Epochs.none();
        });
  }

  /**
   * Destroys everybody's keys of a vault from before {@code epoch}; with none there nothing is
   * done. It needs no unlocked user.
   *
   * @return whether {@code user} has a key of {@code epoch}; without one nothing is destroyed
   * @throws NotRecorded when it cannot be recorded; then it is not done
   */
  public boolean retireBefore(Asker asker, String user, String vaultId, int epoch) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(user);
      if (file.isEmpty()
          || file.get().vault(vaultId, epoch).isEmpty()
              && file.get().letter(vaultId, epoch).isEmpty()) {
        return false;
      }
      boolean changed = false;
      for (KeyFile each : keyring.files()) {
        KeyFile without = each.withoutBefore(vaultId, epoch);
        if (without.vaults().size() != each.vaults().size()
            || without.letters().size() != each.letters().size()) {
          changed = true;
          keyring.replace(
              each,
              without,
              about(EventCode.KEY_RETIRED, asker, each.user())
                  .on(resource(vaultId))
                  .with("before_epoch", Integer.toString(epoch)));
        }
      }
      if (!changed) {
        return true;
      }
    }
    throw changedTooOften();
  }

  /** Which epoch's key is wanted; {@code made} when it is to be made; 0 when it cannot be. */
  private record Epochs(int epoch, boolean made) {
    static Epochs have(int epoch) {
      return new Epochs(epoch, false);
    }

    static Epochs make(int epoch) {
      return new Epochs(epoch, true);
    }

    static Epochs none() {
      return new Epochs(0, false);
    }
  }

  private HandOut keepNext(
      Asker asker,
      String user,
      String vaultId,
      Function<Optional<KeyFile.VaultWrap>, Epochs> choice) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<Keyring.Opened> open = keyring.opened(user);
      if (open.isEmpty()) {
        return new HandOut.Locked();
      }
      try {
        if (letters.takeIn(asker, open.get().file(), open.get().keys(), vaultId)) {
          continue;
        }
      } catch (UnlockedUser.LockedMeanwhile closed) {
        continue;
      }
      Epochs wanted = choice.apply(open.get().file().vault(vaultId));
      if (!wanted.made()) {
        return get(asker, user, vaultId, wanted.epoch());
      }
      if (open.get().file().vaults().size() >= KeyFile.VAULTS_LIMIT) {
        return new HandOut.TooManyVaults(KeyFile.VAULTS_LIMIT);
      }
      if (keepNew(asker, open.get(), vaultId, wanted.epoch())) {
        return get(asker, user, vaultId, wanted.epoch());
      }
    }
    throw changedTooOften();
  }

  /** False when the file or the keys were changed meanwhile. */
  private boolean keepNew(Asker asker, Keyring.Opened open, String vaultId, int epoch) {
    KeyFile file = open.file();
    KeyFile.WrappingEpoch wrapping = file.newestEpoch();
    try (SecretBytes wrappingKey = open.keys().wrappingKey(wrapping);
        SecretBytes key = random.secret(Wrapped.KEY_SIZE_BYTES)) {
      return keyring.replace(
          file,
          file.with(
              new KeyFile.VaultWrap(
                  vaultId, epoch, wrapping.epoch(), Wrapped.of(wrappingKey, key))),
          about(EventCode.KEY_CREATED, asker, file.user())
              .on(resource(vaultId))
              .with("epoch", Integer.toString(epoch)));
    } catch (UnlockedUser.LockedMeanwhile closed) {
      return false;
    }
  }

  /** Takes over {@code key}. */
  private Optional<HandOut> handOut(
      Asker asker, Keyring.Opened open, KeyFile.VaultWrap vault, SecretBytes key) {
    boolean recorded = false;
    try {
      String user = open.file().user();
      recorded =
          keyring.recordHandOut(
              open.keys(),
              user,
              about(EventCode.KEY_HANDED_OUT, asker, user)
                  .on(resource(vault.vaultId()))
                  .with("epoch", Integer.toString(vault.epoch())));
      return recorded ? Optional.of(new HandOut.Key(key, vault.epoch())) : Optional.empty();
    } finally {
      if (!recorded) {
        key.close();
      }
    }
  }

  private static KeyException changedTooOften() {
    return new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }

  private static Resource resource(String vaultId) {
    return new Resource("key", "vault/" + vaultId);
  }
}
