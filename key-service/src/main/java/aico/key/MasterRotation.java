package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import aico.key.Attempts.Attempt;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new random master key in place of a user's old one. In one replacement of the key file,
 * which a crash leaves old or new and never between:
 *
 * <ul>
 *   <li>every vault's key is wrapped under the wrapping key of a new epoch with a new salt; the
 *       vaults stay as they are, mounted or not
 *   <li>the installation key's second wrap is made anew
 *   <li>the box is made anew; letters that wait in it are sealed to the new one
 *   <li>the pair that names in the trail are sealed to stays, under the new key
 *   <li>a member of the household finds its master key in a letter, until their slot there is made
 *       anew, which is done next
 *   <li>the password slot is made anew, and opened once before anything is written, so that the
 *       owner is at no moment without a way in that was tried
 *   <li>the recovery slot is made anew, with a new kit: nobody but the owner has the old one
 *   <li>the unattended slot is made anew where there is one
 *   <li>shares and slots of unknown kinds go: what they need is not here
 * </ul>
 *
 * <p>Afterwards nothing that opened the old master key opens anything in the new file. Where the
 * keys may have been seen, the household gets a new master key behind that, too.
 */
public final class MasterRotation {
  /** How often to start over when a vault was added under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final PasswordDerivation derivation;
  private final Slots slots;
  private final Attempts attempts;
  private final RecoveryKit recoveryKit;
  private final InstallationKey installationKey;
  private final Randomness random;
  private final InstantSource clock;
  private final Household household;

  public MasterRotation(Keyring keyring, Unlocking.Parts parts) {
    this.keyring = keyring;
    derivation = parts.derivation();
    recoveryKit = parts.recoveryKit();
    installationKey = parts.installationKey();
    random = parts.random();
    clock = parts.clock();
    household = new Household(keyring, parts);
    slots = new Slots(derivation, random);
    attempts = new Attempts(slots, parts.throttle(), recoveryKit, parts.journal());
  }

  /**
   * Rotates. Who is locked stays locked, who is unlocked stays unlocked.
   *
   * @param fresh the new password, 1 to 1024 bytes of UTF-8; null keeps the one that is the proof;
   *     read, not closed
   * @param householdToo whether the household gets a new master key, too
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   * @throws NotRecorded when it cannot be recorded; then nothing was changed
   */
  public SlotOutcome rotate(
      Asker asker, String user, Proof proof, @Nullable SecretBytes fresh, boolean householdToo) {
    SecretBytes password;
    if (fresh != null) {
      password = fresh;
    } else if (proof instanceof Proof.Password(SecretBytes known)) {
      password = known;
    } else {
      return new SlotOutcome.Impossible(
          "new_password", "missing: with the kit as proof the old one cannot be kept");
    }
    Optional<KeyFile> file = keyring.file(user);
    if (file.isEmpty()) {
      return attempts.noSuchUser(asker, proof);
    }
    return switch (attempts.open(asker, file.get(), proof)) {
      case Attempt.Refused(ProofRefused reason) -> reason;
      case Attempt.Opened(SecretBytes old, KeyFile.Slot slot) -> {
        try (old;
            SecretBytes master = random.secret(Wrapped.KEY_SIZE_BYTES)) {
          AuditEvent event =
              about(EventCode.KEY_MASTER_ROTATED, asker, user)
                  .on(new Resource("user", user))
                  .with("proof", slot.kind())
                  .with("password", fresh == null ? "kept" : "changed");
          SlotOutcome outcome = replaced(file.get(), old, master, password, slot, event);
          yield householdToo && outcome instanceof SlotOutcome.MasterRotated rotated
              ? rotated.without(householdLeft(asker, user))
              : outcome;
        }
      }
    };
  }

  /** The new kit is not to be lost over it: why it was not done is told with the kit. */
  private Optional<String> householdLeft(Asker asker, String user) {
    try {
      return household.rekey(asker, user)
          ? Optional.empty()
          : Optional.of("it is locked: unlock, and do this again");
    } catch (KeyException failed) {
      return Optional.of(String.valueOf(failed.getMessage()));
    }
  }

  private SlotOutcome replaced(
      KeyFile before,
      SecretBytes old,
      SecretBytes master,
      SecretBytes password,
      KeyFile.Slot proven,
      AuditEvent event) {
    SecretBytes kit = null;
    boolean kept = false;
    try (SecretBytes kitSecret = random.secret(Wrapped.KEY_SIZE_BYTES);
        Rewrap rewrap = new Rewrap(before, old, master, derivation, random.id())) {
      Instant now = clock.instant();
      KeyFile.RecoverySlot recovery = slots.recovery(master, kitSecret, now);
      kit =
          recoveryKit.text(
              kitSecret, before.user(), recovery.id(), now.atZone(ZoneOffset.UTC).toLocalDate());
      List<KeyFile.Slot> fixed = List.of(slots.provenPassword(master, password, now), recovery);
      for (int tries = 0; tries < TRIES_LIMIT; tries++) {
        Optional<KeyFile> file = keyring.file(before.user());
        if (file.isEmpty() || !file.get().slots().contains(proven)) {
          return new SlotOutcome.ChangedMeanwhile();
        }
        KeyFile next = next(file.get(), old, master, rewrap, fixed, now);
        Optional<KeyFile.HouseholdLetter> letter = householdLetter(before.user(), old, next);
        if (letter.isPresent()) {
          next = next.inTheSameGeneration(letter.get());
        }
        kept =
            keyring.replaceMaster(
                file.get(),
                next,
                event
                    .with("vaults", Integer.toString(next.vaults().size()))
                    .with("wrapping_epoch", Integer.toString(next.newestEpoch().epoch())),
                unlockId -> new UnlockedUser(unlockId, master.copy(), derivation));
        if (kept) {
          renewMembership(before.user(), old, master, event);
          return new SlotOutcome.MasterRotated(
              recovery.id(), kit, next.vaults().size(), file.get().slots(), Optional.empty());
        }
      }
      throw new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
    } finally {
      if (!kept && kit != null) {
        kit.close();
      }
    }
  }

  private KeyFile next(
      KeyFile file,
      SecretBytes old,
      SecretBytes master,
      Rewrap rewrap,
      List<KeyFile.Slot> fixed,
      Instant now) {
    List<KeyFile.Slot> next = new ArrayList<>(fixed);
    if (file.slot(KeyFile.UnattendedSlot.class).isPresent()) {
      next.add(slots.unattended(master, installationKey, now));
    }
    KeyFile.Box box = Boxes.make((salt, info) -> InstallationKey.hkdf(master, salt, info), random);
    return new KeyFile(
        file.user(),
        file.generation() + 1,
        file.created(),
        next,
        List.of(rewrap.epoch()),
        file.vaults().stream().map(vault -> rewrap.of(file, vault)).toList(),
        installationKey.wrappedUnder(master, random.id()),
        box,
        file.letters().stream().map(letter -> resealed(file, old, box, letter)).toList(),
        subject(file.subject(), old, master));
  }

  /** The same pair, since the trail is to stay readable. */
  private @Nullable Subject subject(@Nullable Subject before, SecretBytes old, SecretBytes master) {
    return before == null
        ? null
        : new SubjectKeys(installationKey, random)
            .rewrapped(
                before,
                (salt, info) -> InstallationKey.hkdf(old, salt, info),
                (salt, info) -> InstallationKey.hkdf(master, salt, info));
  }

  private static KeyFile.Letter resealed(
      KeyFile file, SecretBytes old, KeyFile.Box to, KeyFile.Letter letter) {
    KeyFile.Box from = file.box();
    Optional<SecretBytes> key =
        from == null
            ? Optional.empty()
            : Boxes.open(from, (salt, info) -> InstallationKey.hkdf(old, salt, info), letter);
    try (SecretBytes opened =
        key.orElseThrow(
            () -> new KeyException("letter: not sealed to this user; nothing was changed"))) {
      String sealed = Boxes.seal(to, opened);
      return switch (letter) {
        case KeyFile.VaultLetter(String vaultId, int epoch, String before) ->
            new KeyFile.VaultLetter(vaultId, epoch, sealed);
        case KeyFile.HouseholdLetter(String before) -> new KeyFile.HouseholdLetter(sealed);
      };
    }
  }

  /** The household's master key for a member's new box; nothing for who is none. */
  private Optional<KeyFile.HouseholdLetter> householdLetter(
      String user, SecretBytes old, KeyFile next) {
    KeyFile.Box box = next.box();
    Optional<SecretBytes> household =
        keyring
            .file(Users.HOUSEHOLD)
            .flatMap(file -> file.memberSlot(user))
            .flatMap(slot -> slots.open(slot, old));
    if (household.isEmpty() || box == null) {
      return Optional.empty();
    }
    try (SecretBytes key = household.get()) {
      return Optional.of(new KeyFile.HouseholdLetter(Boxes.seal(box, key)));
    }
  }

  /** Without it the letter does the same, at the next unlock. */
  private void renewMembership(String user, SecretBytes old, SecretBytes master, AuditEvent event) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> household = keyring.file(Users.HOUSEHOLD);
      Optional<SecretBytes> key =
          household.flatMap(file -> file.memberSlot(user)).flatMap(slot -> slots.open(slot, old));
      if (household.isEmpty() || key.isEmpty()) {
        return;
      }
      try (SecretBytes opened = key.get()) {
        if (keyring.replace(
            household.get(),
            household.get().with(slots.member(user, master, opened, clock.instant())),
            event.on(new Resource("key", "member/" + user)))) {
          return;
        }
      }
    }
  }
}
