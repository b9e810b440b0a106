package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The key that every user of the home opens with their own: it holds the vaults that belong to all,
 * to an application, or to nobody who has to be there. It is a key file like any other, made with
 * its first vault, open from a user's unlock until the last one locks. {@link HouseholdKeys} makes
 * its keys.
 */
public final class Household {
  /** How often to start over when a key file changed under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final PasswordDerivation derivation;
  private final Randomness random;
  private final HouseholdKeys keys;
  private final InstallationKey installationKey;
  private final SubjectKeys subjectKeys;

  public Household(Keyring keyring, Unlocking.Parts parts) {
    this.keyring = keyring;
    derivation = parts.derivation();
    random = parts.random();
    installationKey = parts.installationKey();
    keys = new HouseholdKeys(keyring, parts);
    subjectKeys = new SubjectKeys(parts.installationKey(), random);
  }

  /**
   * After a user was let in: makes what an old file lacks, takes in what waits for them, and opens
   * the household through them. Who locks meanwhile ends it.
   */
  void entered(Asker asker, String user) {
    Optional<UnlockedUser> open = keyring.unlocked(user);
    if (open.isPresent()) {
      try {
        makeBox(asker, user, open.get());
        takeIn(asker, user, open.get());
        openThrough(asker, user, open.get());
        renewCopy(asker, user);
        renewCopy(asker, Users.HOUSEHOLD);
        makeSubject(asker, user);
        makeSubject(asker, Users.HOUSEHOLD);
      } catch (UnlockedUser.LockedMeanwhile locked) {
        // Then there is nothing to open.
      }
    }
  }

  private void makeBox(Asker asker, String user, UnlockedUser open) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(user);
      if (file.isEmpty()
          || file.get().box() != null
          || keyring.replace(
              file.get(),
              file.get().with(Boxes.make(open::derive, random)),
              about(EventCode.KEY_CREATED, asker, user).on(new Resource("key", "box/" + user)))) {
        return;
      }
    }
    throw changedTooOften();
  }

  /** Of a file whose user was locked when the installation key was rotated. */
  private void renewCopy(Asker asker, String user) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<Keyring.Opened> there =
          keyring
              .opened(user)
              .filter(opened ->
                  !opened.file().installationKey().keyId().equals(installationKey.keyId()));
      if (there.isEmpty()
          || InstallationRotation.renewCopy(asker, keyring, there.get(), installationKey, random)) {
        return;
      }
    }
    throw changedTooOften();
  }

  /** Of a file of before there was that. */
  private void makeSubject(Asker asker, String user) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<Keyring.Opened> there =
          keyring.opened(user).filter(opened -> opened.file().subject() == null);
      if (there.isEmpty()) {
        return;
      }
      Subject fresh = subjectKeys.make(there.get().keys()::derive);
      if (keyring.replace(
          there.get().file(),
          there.get().file().with(fresh),
          about(EventCode.KEY_CREATED, asker, user).on(Subjects.resource(fresh)))) {
        return;
      }
    }
    throw changedTooOften();
  }

  /** A letter with the household's key becomes a slot of the household. */
  private void takeIn(Asker asker, String user, UnlockedUser open) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> household = keyring.file(Users.HOUSEHOLD);
      Optional<KeyFile> file = keyring.file(user);
      KeyFile.Box box = file.map(KeyFile::box).orElse(null);
      if (household.isEmpty() || file.isEmpty() || box == null) {
        return;
      }
      try (SecretBytes master = fromLetter(file.get(), box, open, household.get()).orElse(null)) {
        if (master == null) {
          // Of no use, or of no use yet: an exchange that was cut off, or that is under way.
          return;
        }
        if (keyring.replace(
                household.get(),
                household.get().with(keys.slot(user, open::derive, key -> Wrapped.of(key, master))),
                about(EventCode.KEY_CREATED, asker, user).on(new Resource("key", "member/" + user)))
            && keys.withoutLetters(asker, user)) {
          return;
        }
      }
    }
    throw changedTooOften();
  }

  private static Optional<SecretBytes> fromLetter(
      KeyFile file, KeyFile.Box box, UnlockedUser open, KeyFile household) {
    for (KeyFile.HouseholdLetter letter : file.householdLetters()) {
      Optional<SecretBytes> opened = Boxes.open(box, open::derive, letter);
      if (opened.isPresent()) {
        if (HouseholdKeys.opens(household, opened.get())) {
          return opened;
        }
        opened.get().close();
      }
    }
    return Optional.empty();
  }

  private void openThrough(Asker asker, String user, UnlockedUser open) {
    Optional<KeyFile.MemberSlot> slot =
        keyring.file(Users.HOUSEHOLD).flatMap(household -> household.memberSlot(user));
    if (slot.isEmpty() || keyring.unlocked(Users.HOUSEHOLD).isPresent()) {
      return;
    }
    try (SecretBytes key = open.derive(slot.get().salt(), Slots.MEMBER_INFO)) {
      SecretBytes master =
          slot.get()
              .wrapped()
              .openedBy(key)
              .orElseThrow(() -> new KeyException("household: not wrapped under this master key"));
      keyring.openHousehold(asker, user, open, new UnlockedUser(random.id(), master, derivation));
    }
  }

  /** Whether it is open; makes it where there is none yet and somebody is there to make it for. */
  boolean ensure(Asker asker) {
    if (keyring.file(Users.HOUSEHOLD).isEmpty()) {
      make(asker);
    }
    return keyring.unlocked(Users.HOUSEHOLD).isPresent();
  }

  private void make(Asker asker) {
    try {
      for (String member : keys.make(asker)) {
        keyring.unlocked(member).ifPresent(open -> openThrough(asker, member, open));
      }
    } catch (UnlockedUser.LockedMeanwhile locked) {
      // Made or not, nobody is there to open it.
    }
  }

  /**
   * Gives the household a slot for a user who is about to be added.
   *
   * @return false while the household is locked
   */
  boolean admit(Asker asker, String user, Boxes.Master master) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> household = keyring.file(Users.HOUSEHOLD);
      if (household.isEmpty()) {
        return true;
      }
      Optional<UnlockedUser> open = keyring.unlocked(Users.HOUSEHOLD);
      if (open.isEmpty()) {
        return false;
      }
      if (keyring.replace(
          household.get(),
          household.get().with(keys.slot(user, master, open.get()::wrappedUnder)),
          about(EventCode.KEY_CREATED, asker, user).on(new Resource("key", "member/" + user)))) {
        return true;
      }
    }
    throw changedTooOften();
  }

  /**
   * Gives the household a new master key, for everybody but one; its vaults keep their keys.
   *
   * @return false while the household is locked
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   */
  boolean rekeyWithout(Asker asker, String user) {
    return rekey(
        asker,
        user,
        next ->
            about(EventCode.KEY_RETIRED, asker, user).on(new Resource("key", "member/" + user)));
  }

  /**
   * The same for everybody, because a user's keys may have been seen. Who is unlocked goes on; who
   * is locked finds a letter. Killed anywhere, everybody opens the old key or everybody the new.
   */
  boolean rekey(Asker asker, String user) {
    return rekey(
        asker,
        null,
        next ->
            about(EventCode.KEY_MASTER_ROTATED, asker, user)
                .on(new Resource("user", Users.HOUSEHOLD))
                .with("proof", "member")
                .with("vaults", Integer.toString(next.vaults().size()))
                .with("wrapping_epoch", Integer.toString(next.newestEpoch().epoch())));
  }

  private boolean rekey(
      Asker asker, @Nullable String leaving, Function<KeyFile, AuditEvent> event) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> household = keyring.file(Users.HOUSEHOLD);
      if (household.isEmpty()) {
        return true;
      }
      Optional<UnlockedUser> open = keyring.unlocked(Users.HOUSEHOLD);
      if (open.isEmpty()) {
        return false;
      }
      if (keys.exchange(asker, leaving, household.get(), open.get(), event)) {
        return true;
      }
    }
    throw changedTooOften();
  }

  private static KeyException changedTooOften() {
    return new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }
}
