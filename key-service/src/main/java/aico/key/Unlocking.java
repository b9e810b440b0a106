package aico.key;

import static aico.key.Keyring.about;

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

/** Makes the first user and opens users' keys with their password or their recovery kit. */
public final class Unlocking {
  private final Keyring keyring;
  private final Household household;
  private final PasswordDerivation derivation;
  private final Slots slots;
  private final Attempts attempts;
  private final Attester attester;
  private final RecoveryKit recoveryKit;
  private final InstallationKey installationKey;
  private final boolean unattendedByDefault;
  private final Randomness random;
  private final InstantSource clock;

  /**
   * What this needs, by name.
   *
   * @param unattendedByDefault whether a new user's keys open at a start with nobody there
   */
  public record Parts(
      PasswordDerivation derivation,
      Throttle throttle,
      Attester attester,
      RecoveryKit recoveryKit,
      RecoveryShares recoveryShares,
      InstallationKey installationKey,
      boolean unattendedByDefault,
      Randomness random,
      InstantSource clock,
      Journal journal) {}

  public Unlocking(Keyring keyring, Parts parts) {
    this.keyring = keyring;
    household = new Household(keyring, parts);
    derivation = parts.derivation();
    attester = parts.attester();
    recoveryKit = parts.recoveryKit();
    installationKey = parts.installationKey();
    unattendedByDefault = parts.unattendedByDefault();
    random = parts.random();
    clock = parts.clock();
    slots = new Slots(derivation, random);
    attempts = new Attempts(slots, parts.throttle(), recoveryKit, parts.journal());
  }

  /**
   * Opens the slot that the proof is for. Who is unlocked already keeps their unlock, but the proof
   * has to be right all the same.
   *
   * @param nonce the asker's own, comes back in the attestation
   * @throws DerivationRefused when there is no memory for it
   * @throws NotRecorded when it cannot be recorded; then it stays locked
   */
  public UnlockOutcome unlock(Asker asker, String user, Proof proof, String nonce) {
    long locksBefore = keyring.locks();
    Optional<KeyFile> file = keyring.file(user);
    if (file.isEmpty()) {
      return attempts.noSuchUser(asker, proof);
    }
    return switch (attempts.open(asker, file.get(), proof)) {
      case Attempt.Refused(ProofRefused reason) -> reason;
      case Attempt.Opened(SecretBytes master, KeyFile.Slot slot) ->
          open(asker, user, slot.kind(), master, locksBefore)
              .<UnlockOutcome>map(
                  id -> new UnlockOutcome.Unlocked(id, attest(asker, user, id, nonce)))
              .orElseGet(UnlockOutcome.LockedMeanwhile::new);
    };
  }

  /**
   * First launch: makes the user with a password slot and a recovery slot, and unlocks it.
   *
   * <p>Asked again with the same password before there is any vault, it makes a new recovery slot
   * in place of the first, so that a kit that was lost on the way is no loss.
   *
   * <p>Errors as {@link #unlock}.
   *
   * @param password 1 to 1024 bytes of UTF-8; read, not closed
   */
  public UnlockOutcome create(Asker asker, String user, SecretBytes password, String nonce) {
    List<KeyFile> files = keyring.files();
    Optional<KeyFile> existing = keyring.file(user);
    if (existing.isPresent() && files.size() == 1 && existing.get().vaults().isEmpty()) {
      long locksBefore = keyring.locks();
      return switch (attempts.open(asker, existing.get(), new Proof.Password(password))) {
        case Attempt.Refused(ProofRefused reason) -> reason;
        case Attempt.Opened(SecretBytes master, KeyFile.Slot slot) ->
            withKit(asker, Optional.of(existing.get()), user, master, password, nonce, locksBefore);
      };
    }
    if (!files.isEmpty() || !Users.isPerson(user)) {
      return new UnlockOutcome.UserExists();
    }
    SecretBytes master = random.secret(Wrapped.KEY_SIZE_BYTES);
    return withKit(asker, Optional.empty(), user, master, password, nonce, keyring.locks());
  }

  /** Takes over {@code master}. */
  private UnlockOutcome withKit(
      Asker asker,
      Optional<KeyFile> existing,
      String user,
      SecretBytes master,
      SecretBytes password,
      String nonce,
      long locksBefore) {
    SecretBytes kit = null;
    boolean done = false;
    try (master;
        SecretBytes recoverySecret = random.secret(Wrapped.KEY_SIZE_BYTES)) {
      Instant now = clock.instant();
      KeyFile.RecoverySlot slot = slots.recovery(master, recoverySecret, now);
      kit =
          recoveryKit.text(
              recoverySecret, user, slot.id(), now.atZone(ZoneOffset.UTC).toLocalDate());
      boolean kept =
          existing
              .map(file -> keepNewKit(asker, file, slot))
              .orElseGet(() -> keepFirst(asker, user, master, password, slot, now));
      if (!kept) {
        return new UnlockOutcome.UserExists();
      }
      Optional<String> unlockId = open(asker, user, "password", master.copy(), locksBefore);
      if (unlockId.isEmpty()) {
        return new UnlockOutcome.LockedMeanwhile();
      }
      String attestation = attest(asker, user, unlockId.get(), nonce);
      done = true;
      return new UnlockOutcome.Created(unlockId.get(), attestation, kit);
    } finally {
      if (!done && kit != null) {
        kit.close();
      }
    }
  }

  private boolean keepFirst(
      Asker asker,
      String user,
      SecretBytes master,
      SecretBytes password,
      KeyFile.RecoverySlot recovery,
      Instant now) {
    List<KeyFile.Slot> ways = new ArrayList<>();
    ways.add(slots.password(master, password, now));
    ways.add(recovery);
    if (unattendedByDefault) {
      ways.add(slots.unattended(master, installationKey, now));
    }
    KeyFile first =
        new KeyFile(
            user,
            1,
            now,
            ways,
            List.of(new KeyFile.WrappingEpoch(1, random.id())),
            List.of(),
            installationKey.wrappedUnder(master, random.id()),
            Boxes.make((salt, info) -> InstallationKey.hkdf(master, salt, info), random),
            List.of(),
            new SubjectKeys(installationKey, random)
                .make((salt, info) -> InstallationKey.hkdf(master, salt, info)));
    return keyring.addFirst(first, about(EventCode.USER_CREATED, asker, user));
  }

  private boolean keepNewKit(Asker asker, KeyFile existing, KeyFile.RecoverySlot recovery) {
    return keyring.replace(
        existing,
        existing.with(recovery),
        about(EventCode.KEY_CREATED, asker, existing.user())
            .on(new Resource("key", "recovery/" + recovery.id())));
  }

  /** Takes over {@code master}. */
  private Optional<String> open(
      Asker asker, String user, String slot, SecretBytes master, long locksBefore) {
    UnlockedUser fresh = new UnlockedUser(random.id(), master, derivation);
    Optional<String> unlockId = keyring.open(asker, user, slot, fresh, locksBefore);
    if (unlockId.isPresent()) {
      household.entered(asker, user);
    }
    return unlockId;
  }

  private String attest(Asker asker, String user, String unlockId, String nonce) {
    return attester.attest(
        new Attestation(random.id(), user, asker.principal(), unlockId, nonce, clock.instant()));
  }
}
