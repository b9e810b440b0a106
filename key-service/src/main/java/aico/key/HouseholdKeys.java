package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the household's master key, the first one and each next one.
 *
 * <p>Whoever is locked meanwhile finds it as a letter. Letters are written before the household's
 * own file, so that after a crash they are at most of no use. Who had not taken in the last one has
 * no slot to fall back to and gets both keys, the one that is and the one that is to be.
 */
final class HouseholdKeys {
  /** How often to start over when a key file changed under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final PasswordDerivation derivation;
  private final InstallationKey installationKey;
  private final Randomness random;
  private final InstantSource clock;
  private final SubjectKeys subjectKeys;

  HouseholdKeys(Keyring keyring, Unlocking.Parts parts) {
    this.keyring = keyring;
    derivation = parts.derivation();
    installationKey = parts.installationKey();
    random = parts.random();
    clock = parts.clock();
    subjectKeys = new SubjectKeys(installationKey, random);
  }

  /** Makes the household's file, when somebody is there to open it; who can, by name. */
  List<String> make(Asker asker) {
    try (SecretBytes master = random.secret(Wrapped.KEY_SIZE_BYTES);
        UnlockedUser fresh = new UnlockedUser(random.id(), master.copy(), derivation)) {
      List<KeyFile.MemberSlot> slots = slotsOrLetters(asker, fresh, null, people());
      if (slots.isEmpty()) {
        return List.of();
      }
      keyring.add(
          file(
              1,
              slots,
              List.of(new KeyFile.WrappingEpoch(1, random.id())),
              List.of(),
              master,
              clock.instant(),
              subjectKeys.make(fresh::derive)),
          about(EventCode.USER_CREATED, asker, Users.HOUSEHOLD));
      return slots.stream().map(KeyFile.MemberSlot::user).toList();
    }
  }

  /**
   * Puts another master key in place of the one that is open, for everybody but who is leaving;
   * false when the file or what is open is another by now.
   *
   * @param event of the household's next file
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   */
  boolean exchange(
      Asker asker,
      @Nullable String leaving,
      KeyFile old,
      UnlockedUser open,
      Function<KeyFile, AuditEvent> event) {
    KeyFile.WrappingEpoch epoch =
        new KeyFile.WrappingEpoch(old.newestEpoch().epoch() + 1, random.id());
    boolean done = false;
    UnlockedUser fresh = null;
    try (SecretBytes master = random.secret(Wrapped.KEY_SIZE_BYTES)) {
      fresh = new UnlockedUser(open.unlockId(), master.copy(), derivation);
      List<KeyFile.VaultWrap> vaults = new ArrayList<>();
      for (KeyFile.VaultWrap vault : old.vaults()) {
        vaults.add(rewrapped(vault, old, open, fresh, epoch));
      }
      List<KeyFile> staying =
          people().stream().filter(file -> !file.user().equals(leaving)).toList();
      List<KeyFile.MemberSlot> slots = slotsOrLetters(asker, fresh, open, staying);
      KeyFile next =
          file(
              old.generation() + 1,
              slots,
              List.of(epoch),
              vaults,
              master,
              old.created(),
              old.subject() == null
                  ? subjectKeys.make(fresh::derive)
                  : subjectKeys.rewrapped(old.subject(), open::derive, fresh::derive));
      done = keyring.exchangeHousehold(old, next, open, fresh, event.apply(next));
      if (done) {
        forgetLetters(asker, slots);
      }
      return done;
    } finally {
      if (!done && fresh != null) {
        fresh.close();
      }
    }
  }

  /** Who has a slot needs no letter; one that stays holds a key that opens nothing any more. */
  private void forgetLetters(Asker asker, List<KeyFile.MemberSlot> slots) {
    for (KeyFile.MemberSlot slot : slots) {
      try {
        withoutLetters(asker, slot.user());
      } catch (KeyException stays) {
        // The next exchange takes it away.
      }
    }
  }

  /** Takes the household's letters out of a user's file; false when that changes meanwhile. */
  boolean withoutLetters(Asker asker, String user) {
    Optional<KeyFile> file = keyring.file(user).filter(f -> !f.householdLetters().isEmpty());
    return file.isEmpty()
        || keyring.replace(
            file.get(),
            file.get().withHouseholdLetters(List.of()),
            about(EventCode.KEY_RETIRED, asker, user).on(new Resource("key", "letter/household")));
  }

  /** Whether this is the master key of that file. */
  static boolean opens(KeyFile household, SecretBytes master) {
    KeyFile.InstallationWrap wrap = household.installationKey();
    try (SecretBytes key =
        InstallationKey.hkdf(master, wrap.salt(), InstallationKey.SECOND_WRAP_INFO)) {
      Optional<SecretBytes> opened = wrap.wrapped().openedBy(key);
      opened.ifPresent(SecretBytes::close);
      return opened.isPresent();
    }
  }

  private static KeyFile.VaultWrap rewrapped(
      KeyFile.VaultWrap vault,
      KeyFile old,
      UnlockedUser open,
      UnlockedUser fresh,
      KeyFile.WrappingEpoch epoch) {
    try (SecretBytes from = open.wrappingKey(old.epoch(vault.wrappingEpoch()));
        SecretBytes to = fresh.wrappingKey(epoch);
        SecretBytes key =
            vault
                .wrapped()
                .openedBy(from)
                .orElseThrow(() -> new KeyException("vault key: not the household's"))) {
      return new KeyFile.VaultWrap(
          vault.vaultId(), vault.epoch(), epoch.epoch(), Wrapped.of(to, key));
    }
  }

  /** Slots for those who are there; the others find a letter. */
  private List<KeyFile.MemberSlot> slotsOrLetters(
      Asker asker, UnlockedUser household, @Nullable UnlockedUser before, List<KeyFile> members) {
    List<KeyFile.MemberSlot> slots = new ArrayList<>();
    for (KeyFile member : members) {
      Optional<UnlockedUser> there = keyring.unlocked(member.user());
      if (there.isPresent()) {
        slots.add(slot(member.user(), there.get()::derive, household::wrappedUnder));
      } else {
        leaveLetter(asker, member.user(), household, before);
      }
    }
    return slots;
  }

  private void leaveLetter(
      Asker asker, String member, UnlockedUser household, @Nullable UnlockedUser before) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(member);
      if (file.isEmpty()) {
        return;
      }
      KeyFile.Box box = file.get().box();
      if (box == null) {
        throw new KeyException("user %s: has to unlock once first".formatted(member));
      }
      List<KeyFile.HouseholdLetter> letters = new ArrayList<>();
      if (before != null && !file.get().householdLetters().isEmpty()) {
        letters.add(new KeyFile.HouseholdLetter(before.sealedTo(box)));
      }
      letters.add(new KeyFile.HouseholdLetter(household.sealedTo(box)));
      if (keyring.replace(
          file.get(),
          file.get().withHouseholdLetters(letters),
          about(EventCode.KEY_CREATED, asker, member)
              .on(new Resource("key", "letter/household")))) {
        return;
      }
    }
    throw changedTooOften();
  }

  /** How the household's master key is wrapped under a key. */
  @FunctionalInterface
  interface Wrap {
    Wrapped under(SecretBytes key);
  }

  /** A slot that opens by a user's master key. */
  KeyFile.MemberSlot slot(String user, Boxes.Master master, Wrap household) {
    String salt = random.id();
    try (SecretBytes key = master.derive(salt, Slots.MEMBER_INFO)) {
      return new KeyFile.MemberSlot(random.id(), clock.instant(), user, salt, household.under(key));
    }
  }

  private KeyFile file(
      long generation,
      List<KeyFile.MemberSlot> slots,
      List<KeyFile.WrappingEpoch> epochs,
      List<KeyFile.VaultWrap> vaults,
      SecretBytes master,
      Instant created,
      Subject subject) {
    return new KeyFile(
        Users.HOUSEHOLD,
        generation,
        created,
        List.copyOf(slots),
        epochs,
        vaults,
        installationKey.wrappedUnder(master, random.id()),
        null,
        List.of(),
        subject);
  }

  private List<KeyFile> people() {
    return keyring.files().stream().filter(file -> Users.isPerson(file.user())).toList();
  }

  private static KeyException changedTooOften() {
    return new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }
}
