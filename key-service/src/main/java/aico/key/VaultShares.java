package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/**
 * Lets other users have a vault's keys, and ends it. Who is locked finds a key as a letter, and so
 * does who is unlocked: there is one way, and it is taken in at the first use.
 */
public final class VaultShares {
  /** How often to start over when a key file changed under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final Letters letters;

  public VaultShares(Keyring keyring, Letters letters) {
    this.keyring = keyring;
    this.letters = letters;
  }

  /** What became of it. */
  public enum Outcome {
    DONE,
    /** Whoever has the keys is locked. */
    LOCKED,
    UNKNOWN_VAULT,
    UNKNOWN_USER,
    /** The other user has not unlocked since there are boxes: nothing can be sealed to them. */
    NO_BOX,
    /** The other user's letters are as many as a file holds. */
    TOO_MANY,
    /** Nobody else has the key: it would be lost. */
    LAST_HOLDER
  }

  /**
   * Gives {@code member} the keys of every epoch that {@code user} has.
   *
   * @throws NotRecorded when it cannot be recorded; then it is not done
   */
  public Outcome share(Asker asker, String user, String vaultId, String member) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(user);
      Optional<UnlockedUser> open = keyring.unlocked(user);
      if (file.isEmpty() || open.isEmpty()) {
        return Outcome.LOCKED;
      }
      Optional<KeyFile> to = keyring.file(member).filter(each -> Users.isPerson(member));
      if (to.isEmpty()) {
        return Outcome.UNKNOWN_USER;
      }
      try {
        if (letters.takeIn(asker, file.get(), open.get(), vaultId)) {
          continue;
        }
        Optional<Outcome> ended = shareOne(asker, file.get(), open.get(), vaultId, to.get());
        if (ended.isPresent()) {
          return ended.get();
        }
      } catch (UnlockedUser.LockedMeanwhile locked) {
        return Outcome.LOCKED;
      }
    }
    throw new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }

  /** One epoch at a time, since each is one write; empty to look again. */
  private Optional<Outcome> shareOne(
      Asker asker, KeyFile file, UnlockedUser open, String vaultId, KeyFile to) {
    if (file.vault(vaultId).isEmpty()) {
      return Optional.of(Outcome.UNKNOWN_VAULT);
    }
    Optional<KeyFile.VaultWrap> missing =
        file.vaults().stream()
            .filter(wrap -> wrap.vaultId().equals(vaultId))
            .filter(wrap -> to.vault(vaultId, wrap.epoch()).isEmpty())
            .filter(wrap -> to.letter(vaultId, wrap.epoch()).isEmpty())
            .findFirst();
    if (missing.isEmpty()) {
      return Optional.of(Outcome.DONE);
    }
    KeyFile.Box box = to.box();
    if (box == null) {
      return Optional.of(Outcome.NO_BOX);
    }
    if (to.letters().size() >= KeyFile.LETTERS_LIMIT) {
      return Optional.of(Outcome.TOO_MANY);
    }
    KeyFile.VaultWrap wrap = missing.get();
    try (SecretBytes wrappingKey = open.wrappingKey(file.epoch(wrap.wrappingEpoch()));
        SecretBytes key =
            wrap.wrapped()
                .openedBy(wrappingKey)
                .orElseThrow(() ->
                    new KeyException("vault key: not wrapped under this user's master key"))) {
      letters.leave(asker, to, vaultId, wrap.epoch(), key);
      return Optional.empty();
    }
  }

  /**
   * Destroys what {@code member} has of a vault's keys. Nobody has to be unlocked for it.
   *
   * @throws NotRecorded when it cannot be recorded; then it is not done
   */
  public Outcome unshare(Asker asker, String vaultId, String member) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(member);
      if (file.isEmpty() || !file.get().holds(vaultId)) {
        return Outcome.DONE;
      }
      if (keyring.files().stream()
          .noneMatch(other -> !other.user().equals(member) && other.holds(vaultId))) {
        return Outcome.LAST_HOLDER;
      }
      AuditEvent event =
          about(EventCode.KEY_RETIRED, asker, member).on(new Resource("key", "vault/" + vaultId));
      if (keyring.replace(file.get(), file.get().without(vaultId), event)) {
        return Outcome.DONE;
      }
    }
    throw new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }
}
