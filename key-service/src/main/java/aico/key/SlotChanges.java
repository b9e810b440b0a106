package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;
import aico.key.Attempts.Attempt;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes the password, tests and renews the recovery kit, adds, tests and removes other slots: the
 * master key stays, the ways to it change. Whoever asks proves anew that the keys are theirs;
 * whether they are unlocked does not matter and is not changed. A change is durable in the trail
 * before it is on disk, and on disk before it holds.
 */
public final class SlotChanges {
  /** How often to start over when a vault was added under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final Slots slots;
  private final Attempts attempts;
  private final RecoveryKit recoveryKit;
  private final RecoveryShares recoveryShares;
  private final InstallationKey installationKey;
  private final SlotTests slotTests;
  private final Randomness random;
  private final InstantSource clock;
  private final SubjectKeys subjectKeys;
  private final Journal journal;

  public SlotChanges(Keyring keyring, SlotTests slotTests, Unlocking.Parts parts) {
    this.keyring = keyring;
    this.slotTests = slotTests;
    recoveryKit = parts.recoveryKit();
    recoveryShares = parts.recoveryShares();
    installationKey = parts.installationKey();
    random = parts.random();
    clock = parts.clock();
    subjectKeys = new SubjectKeys(parts.installationKey(), random);
    journal = parts.journal();
    slots = new Slots(parts.derivation(), random);
    attempts = new Attempts(slots, parts.throttle(), recoveryKit, journal);
  }

  /**
   * Replaces the password slot.
   *
   * @param fresh the new password, 1 to 1024 bytes of UTF-8; read, not closed
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   * @throws NotRecorded when it cannot be recorded; then nothing was changed
   */
  public SlotOutcome changePassword(Asker asker, String user, Proof proof, SecretBytes fresh) {
    return proven(
        asker,
        user,
        proof,
        (master, proven) -> {
          KeyFile.PasswordSlot slot = slots.provenPassword(master, fresh, clock.instant());
          AuditEvent event =
              about(EventCode.KEY_PASSWORD_CHANGED, asker, user)
                  .on(new Resource("user", user))
                  .with("slot_id", slot.id())
                  .with("proof", proven.kind());
          return keep(user, proven, file -> file.with(slot), event)
              ? new SlotOutcome.PasswordChanged()
              : new SlotOutcome.ChangedMeanwhile();
        });
  }

  /**
   * Opens the recovery slot with the kit and forgets what was in it.
   *
   * @param text of the kit, as a person gave it; read, not closed
   * @throws NotRecorded when it cannot be recorded; then it does not count
   */
  public SlotOutcome testRecovery(Asker asker, String user, SecretBytes text) {
    return proven(
        asker,
        user,
        new Proof.Kit(text),
        (master, proven) -> {
          journal.record(about(EventCode.KEY_RECOVERY_TESTED, asker, user).on(resource(proven)));
          return tested(user, proven);
        });
  }

  /**
   * Opens a slot, and forgets what was in it.
   *
   * @param proof what opens it; null for the slot that opens with nobody there
   * @throws DerivationRefused when there is no memory for it
   * @throws NotRecorded when it cannot be recorded; then it does not count
   */
  public SlotOutcome test(Asker asker, String user, String slotId, @Nullable Proof proof) {
    Optional<KeyFile.Slot> slot = keyring.file(user).flatMap(file -> file.slot(slotId));
    if (slot.isEmpty()) {
      return new SlotOutcome.Impossible("slot_id", "there is no such slot");
    }
    if (slot.get() instanceof KeyFile.UnattendedSlot unattended) {
      Optional<SecretBytes> master = Slots.open(unattended, installationKey);
      master.ifPresent(SecretBytes::close);
      if (master.isEmpty()) {
        return new SlotOutcome.Impossible(
            "slot_id", "it does not open under this installation key: turn it off and on again");
      }
      journal.record(about(EventCode.KEY_SLOT_TESTED, asker, user).on(resource(unattended)));
      return tested(user, unattended);
    }
    if (proof == null) {
      return new SlotOutcome.Impossible("slot_id", "nothing is known that would open it");
    }
    return proven(
        asker,
        user,
        proof,
        (master, proven) -> {
          if (!proven.id().equals(slotId)) {
            return new SlotOutcome.Impossible(
                "slot_id", "this opens the slot %s, a %s".formatted(proven.id(), proven.kind()));
          }
          journal.record(about(EventCode.KEY_SLOT_TESTED, asker, user).on(resource(proven)));
          return tested(user, proven);
        });
  }

  private SlotOutcome tested(String user, KeyFile.Slot slot) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Set<String> present =
        keyring.file(user).stream()
            .flatMap(file -> file.slots().stream())
            .map(KeyFile.Slot::id)
            .collect(Collectors.toSet());
    slotTests.passed(user, slot.id(), now, present);
    return new SlotOutcome.Tested(slot.id(), now);
  }

  /**
   * Makes a slot that opens with nobody there, in place of the one there is. Errors as of {@link
   * #changePassword}.
   */
  public SlotOutcome addUnattended(Asker asker, String user, Proof proof) {
    return proven(
        asker,
        user,
        proof,
        (master, proven) -> {
          KeyFile.Slot slot = slots.unattended(master, installationKey, clock.instant());
          return added(asker, user, proven, slot)
              ? new SlotOutcome.Added(slot.id(), List.of())
              : new SlotOutcome.ChangedMeanwhile();
        });
  }

  /** Makes recovery shares, in place of those there are. Errors as of {@link #changePassword}. */
  public SlotOutcome addShares(Asker asker, String user, Proof proof) {
    return proven(
        asker,
        user,
        proof,
        (master, proven) -> {
          List<SecretBytes> texts = List.of();
          boolean kept = false;
          try (SecretBytes secret = random.secret(Wrapped.KEY_SIZE_BYTES)) {
            Instant now = clock.instant();
            KeyFile.Slot slot = slots.shares(master, secret, now);
            texts =
                recoveryShares.texts(
                    secret, user, slot.id(), now.atZone(ZoneOffset.UTC).toLocalDate());
            kept = added(asker, user, proven, slot);
            return kept
                ? new SlotOutcome.Added(slot.id(), texts)
                : new SlotOutcome.ChangedMeanwhile();
          } finally {
            if (!kept) {
              texts.forEach(SecretBytes::close);
            }
          }
        });
  }

  private boolean added(Asker asker, String user, KeyFile.Slot proven, KeyFile.Slot slot) {
    return keep(
        user,
        proven,
        file -> file.with(slot),
        about(EventCode.KEY_SLOT_ADDED, asker, user)
            .on(resource(slot))
            .with("proof", proven.kind()));
  }

  /** Removes a slot, if another way of recovery is left. Errors as of {@link #changePassword}. */
  public SlotOutcome remove(Asker asker, String user, String slotId, Proof proof) {
    return proven(
        asker,
        user,
        proof,
        (master, proven) -> {
          for (int tries = 0; tries < TRIES_LIMIT; tries++) {
            Optional<KeyFile> file = keyring.file(user);
            Optional<KeyFile.Slot> slot = file.flatMap(there -> there.slot(slotId));
            if (file.isEmpty() || slot.isEmpty()) {
              return new SlotOutcome.Impossible("slot_id", "there is no such slot");
            }
            Optional<SlotOutcome> refused = whyNotRemoved(file.get(), slot.get());
            if (refused.isPresent()) {
              return refused.get();
            }
            if (keyring.replace(
                file.get(),
                file.get().withoutSlot(slotId),
                about(EventCode.KEY_SLOT_REMOVED, asker, user)
                    .on(resource(slot.get()))
                    .with("proof", proven.kind()))) {
              return new SlotOutcome.Removed();
            }
          }
          throw changedTooOften();
        });
  }

  private static Optional<SlotOutcome> whyNotRemoved(KeyFile file, KeyFile.Slot slot) {
    if (slot instanceof KeyFile.PasswordSlot) {
      return Optional.of(
          new SlotOutcome.Impossible(
              "slot_id", "the password cannot be removed, only changed: aico password change"));
    }
    if (slot.isRecovery() && file.slots().stream().filter(KeyFile.Slot::isRecovery).count() == 1) {
      return Optional.of(
          new SlotOutcome.Impossible(
              "slot_id", "the last way of recovery cannot be removed: add another one first"));
    }
    return Optional.empty();
  }

  /** Removes the slot that opens with nobody there; nobody proves anything, and it never fails. */
  public void endUnattended(Asker asker, String user) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> file = keyring.file(user);
      Optional<KeyFile.UnattendedSlot> slot =
          file.flatMap(there -> there.slot(KeyFile.UnattendedSlot.class));
      if (file.isEmpty()
          || slot.isEmpty()
          || keyring.replaceReserved(
              file.get(),
              file.get().withoutSlot(slot.get().id()),
              about(EventCode.KEY_SLOT_REMOVED, asker, user).on(resource(slot.get())))) {
        return;
      }
    }
    throw changedTooOften();
  }

  /**
   * Replaces the recovery slot. Until the new kit has arrived the password alone opens the keys;
   * with it this can be asked for again.
   *
   * @param password read, not closed
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   * @throws NotRecorded when it cannot be recorded; then nothing was changed
   */
  public SlotOutcome renewRecovery(Asker asker, String user, SecretBytes password) {
    return proven(
        asker,
        user,
        new Proof.Password(password),
        (master, proven) -> {
          SecretBytes kit = null;
          boolean kept = false;
          try (SecretBytes secret = random.secret(Wrapped.KEY_SIZE_BYTES)) {
            Instant now = clock.instant();
            KeyFile.RecoverySlot slot = slots.recovery(master, secret, now);
            kit =
                recoveryKit.text(secret, user, slot.id(), now.atZone(ZoneOffset.UTC).toLocalDate());
            AuditEvent event =
                about(EventCode.KEY_RECOVERY_RENEWED, asker, user).on(resource(slot));
            kept = keep(user, proven, file -> file.with(slot), event);
            return kept
                ? new SlotOutcome.Renewed(slot.id(), kit)
                : new SlotOutcome.ChangedMeanwhile();
          } finally {
            if (!kept && kit != null) {
              kit.close();
            }
          }
        });
  }

  /**
   * Gives a user another pair and other pseudonyms in the trail. What was sealed to the old pair
   * opens for nobody from here on, and nobody can tell any more whose the old pseudonyms were.
   *
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   * @throws NotRecorded when it cannot be recorded; then nothing was changed
   */
  public SlotOutcome forgetSubject(Asker asker, String user, Proof proof) {
    return proven(
        asker,
        user,
        proof,
        (master, proven) -> {
          Subject fresh =
              subjectKeys.make((salt, info) -> InstallationKey.hkdf(master, salt, info));
          for (int tries = 0; tries < TRIES_LIMIT; tries++) {
            Optional<KeyFile> newest = keyring.file(user);
            if (newest.isEmpty() || !newest.get().slots().contains(proven)) {
              return new SlotOutcome.ChangedMeanwhile();
            }
            Subject before = newest.get().subject();
            AuditEvent event =
                about(EventCode.KEY_RETIRED, asker, user)
                    .on(Subjects.resource(before == null ? fresh : before));
            if (keyring.replace(newest.get(), newest.get().with(fresh), event)) {
              return new SlotOutcome.SubjectForgotten(
                  Optional.ofNullable(before).map(Subject::id), fresh.id());
            }
          }
          throw changedTooOften();
        });
  }

  private interface Change {
    SlotOutcome with(SecretBytes master, KeyFile.Slot proven);
  }

  private SlotOutcome proven(Asker asker, String user, Proof proof, Change change) {
    Optional<KeyFile> file = keyring.file(user);
    if (file.isEmpty()) {
      return attempts.noSuchUser(asker, proof);
    }
    return switch (attempts.open(asker, file.get(), proof)) {
      case Attempt.Refused(ProofRefused reason) -> reason;
      case Attempt.Opened(SecretBytes master, KeyFile.Slot slot) -> {
        try (master) {
          yield change.with(master, slot);
        }
      }
    };
  }

  /** Changes the newest file; false when the slot that was opened is not in it any more. */
  private boolean keep(
      String user, KeyFile.Slot proven, UnaryOperator<KeyFile> change, AuditEvent event) {
    for (int tries = 0; tries < TRIES_LIMIT; tries++) {
      Optional<KeyFile> newest = keyring.file(user);
      if (newest.isEmpty() || !newest.get().slots().contains(proven)) {
        return false;
      }
      if (keyring.replace(newest.get(), change.apply(newest.get()), event)) {
        return true;
      }
    }
    throw changedTooOften();
  }

  private static KeyException changedTooOften() {
    return new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }

  /** How the trail names a slot. */
  static Resource resource(KeyFile.Slot slot) {
    return new Resource("key", slot.kind() + "/" + slot.id());
  }
}
