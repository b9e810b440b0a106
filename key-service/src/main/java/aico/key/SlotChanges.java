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
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes the password, tests and renews the recovery kit: the master key stays, the ways to it
 * change. Whoever asks proves anew that the keys are theirs; whether they are unlocked does not
 * matter and is not changed. A change is durable in the trail before it is on disk, and on disk
 * before it holds.
 */
public final class SlotChanges {
  /** How often to start over when a vault was added under our hands; twice is rare already. */
  private static final int TRIES_LIMIT = 8;

  private final Keyring keyring;
  private final Slots slots;
  private final Attempts attempts;
  private final RecoveryKit recoveryKit;
  private final RecoveryTests recoveryTests;
  private final Randomness random;
  private final InstantSource clock;
  private final Journal journal;

  public SlotChanges(Keyring keyring, RecoveryTests recoveryTests, Unlocking.Parts parts) {
    this.keyring = keyring;
    this.recoveryTests = recoveryTests;
    recoveryKit = parts.recoveryKit();
    random = parts.random();
    clock = parts.clock();
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
          KeyFile.PasswordSlot slot = slots.password(master, fresh, clock.instant());
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
          Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
          journal.record(
              about(EventCode.KEY_RECOVERY_TESTED, asker, user).on(recovery(proven.id())));
          recoveryTests.passed(user, new RecoveryTests.Passed(proven.id(), now));
          return new SlotOutcome.Tested(proven.id(), now);
        });
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
                about(EventCode.KEY_RECOVERY_RENEWED, asker, user).on(recovery(slot.id()));
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
    throw new KeyException("key file: changed %d times meanwhile".formatted(TRIES_LIMIT));
  }

  private static Resource recovery(String slotId) {
    return new Resource("key", "recovery/" + slotId);
  }
}
