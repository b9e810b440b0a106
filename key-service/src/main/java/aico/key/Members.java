package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Adds users to a home beside its owner, and removes them. Who asks was decided on before. */
public final class Members {
  private final Keyring keyring;
  private final Household household;
  private final Slots slots;
  private final RecoveryKit recoveryKit;
  private final InstallationKey installationKey;
  private final Randomness random;
  private final InstantSource clock;
  private final SubjectKeys subjectKeys;

  public Members(Keyring keyring, Unlocking.Parts parts) {
    this.keyring = keyring;
    household = new Household(keyring, parts);
    slots = new Slots(parts.derivation(), parts.random());
    recoveryKit = parts.recoveryKit();
    installationKey = parts.installationKey();
    random = parts.random();
    clock = parts.clock();
    subjectKeys = new SubjectKeys(installationKey, random);
  }

  /**
   * Makes a user with a password slot and a recovery slot, who stays locked. The household admits
   * them before there is a file of theirs: a crash between leaves a slot that nobody opens.
   *
   * @param by the person who asks
   * @param password the new user's, 1 to 1024 bytes of UTF-8; read, not closed
   * @throws DerivationRefused when there is no memory for it; then nothing was changed
   * @throws NotRecorded when it cannot be recorded; then there is no new user
   */
  public MemberOutcome add(Asker asker, String by, String user, SecretBytes password) {
    if (!Users.isPerson(user) || keyring.file(user).isPresent()) {
      return new MemberOutcome.NameTaken();
    }
    SecretBytes kit = null;
    boolean done = false;
    try (SecretBytes master = random.secret(Wrapped.KEY_SIZE_BYTES);
        SecretBytes recoverySecret = random.secret(Wrapped.KEY_SIZE_BYTES)) {
      Instant now = clock.instant();
      KeyFile.RecoverySlot recovery = slots.recovery(master, recoverySecret, now);
      kit =
          recoveryKit.text(
              recoverySecret, user, recovery.id(), now.atZone(ZoneOffset.UTC).toLocalDate());
      KeyFile file = file(user, master, slots.password(master, password, now), recovery, now);
      if (!household.admit(asker, user, (salt, info) -> InstallationKey.hkdf(master, salt, info))) {
        return new MemberOutcome.Locked();
      }
      done = keyring.add(file, event(EventCode.USER_CREATED, asker, by, user));
      return done
          ? new MemberOutcome.Added(recovery.id(), kit)
          : new MemberOutcome.TooManyUsers(Keyring.USERS_LIMIT);
    } finally {
      if (!done && kit != null) {
        kit.close();
      }
    }
  }

  private KeyFile file(
      String user,
      SecretBytes master,
      KeyFile.PasswordSlot password,
      KeyFile.RecoverySlot recovery,
      Instant now) {
    return new KeyFile(
        user,
        1,
        now,
        List.of(password, recovery),
        List.of(new KeyFile.WrappingEpoch(1, random.id())),
        List.of(),
        installationKey.wrappedUnder(master, random.id()),
        Boxes.make((salt, info) -> InstallationKey.hkdf(master, salt, info), random),
        List.of(),
        subjectKeys.make((salt, info) -> InstallationKey.hkdf(master, salt, info)));
  }

  /**
   * Locks a user, gives the household a key that they never had, and destroys theirs. Cut off
   * anywhere, the user is there as before, or without the household, and can be removed again.
   *
   * @param by the person who asks
   * @param loseVaults also when there are vaults that nobody else can open
   * @throws DerivationRefused when there is no memory for it; then the user stays
   * @throws NotRecorded when it cannot be recorded; then the user stays
   */
  public MemberOutcome remove(Asker asker, String by, String user, boolean loseVaults) {
    if (user.equals(Users.OWNER)) {
      return new MemberOutcome.OwnerStays();
    }
    Optional<KeyFile> file = keyring.file(user).filter(each -> Users.isPerson(user));
    if (file.isEmpty()) {
      return new MemberOutcome.UnknownUser();
    }
    long lost = onlyTheirs(file.get());
    if (lost > 0 && !loseVaults) {
      return new MemberOutcome.WouldLose(lost);
    }
    if (!household.rekeyWithout(asker, user)) {
      return new MemberOutcome.Locked();
    }
    keyring.lock(asker, user);
    return keyring
            .file(user)
            .filter(newest -> loseVaults || onlyTheirs(newest) == 0)
            .filter(
                newest -> keyring.remove(newest, event(EventCode.USER_REMOVED, asker, by, user)))
            .isPresent()
        ? new MemberOutcome.Removed()
        : new MemberOutcome.ChangedMeanwhile();
  }

  /** How many vaults nobody else has a key of. */
  private long onlyTheirs(KeyFile file) {
    return file.vaults().stream()
        .map(KeyFile.VaultWrap::vaultId)
        .distinct()
        .filter(vault ->
            keyring.files().stream()
                .noneMatch(other -> !other.user().equals(file.user()) && other.holds(vault)))
        .count();
  }

  private static AuditEvent event(EventCode code, Asker asker, String by, String user) {
    return about(code, asker, by).on(new Resource("user", user));
  }
}
