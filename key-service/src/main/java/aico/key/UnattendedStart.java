package aico.key;

import aico.bus.contract.Principals;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens, when this service starts, the keys of those users who have a slot for it, with nobody
 * there; not of those whom a person locked.
 */
public final class UnattendedStart {
  /** Nobody asked. */
  private static final Asker SELF = new Asker(Principals.KEY, null);

  private final Keyring keyring;
  private final InstallationKey installationKey;
  private final KeyStore store;
  private final PasswordDerivation derivation;
  private final Randomness random;
  private final Household household;

  public UnattendedStart(
      Keyring keyring,
      InstallationKey installationKey,
      KeyStore store,
      PasswordDerivation derivation,
      Randomness random,
      Household household) {
    this.keyring = keyring;
    this.installationKey = installationKey;
    this.store = store;
    this.derivation = derivation;
    this.random = random;
    this.household = household;
  }

  /**
   * Opens what is to be opened and is not open yet.
   *
   * @return a sentence for each user whose keys stay locked although there is a slot for it and
   *     nobody locked them
   */
  public List<String> open() {
    List<String> troubles = new ArrayList<>();
    for (Keyring.UserState state : keyring.users()) {
      String user = state.user();
      Optional<KeyFile.UnattendedSlot> slot = slot(user);
      if (slot.isEmpty() || state.unlockId() != null || keyring.isHeld(user)) {
        continue;
      }
      long locksBefore = keyring.locks();
      Optional<SecretBytes> master = Slots.open(slot.get(), installationKey);
      if (master.isEmpty()) {
        troubles.add(
            "%s: stays locked: its unattended slot is of another installation key".formatted(user));
        continue;
      }
      try {
        keyring.open(
            SELF,
            user,
            KeyFile.UNATTENDED,
            new UnlockedUser(random.id(), master.get(), derivation),
            locksBefore);
        household.entered(SELF, user);
      } catch (KeyException refused) {
        troubles.add("%s: stays locked: %s".formatted(user, refused.getMessage()));
      }
    }
    return List.copyOf(troubles);
  }

  /**
   * What {@link #open} would do at the next start.
   *
   * @param storageOpens whether the key storage gave this installation's key just now
   */
  public record Rehearsal(boolean storageOpens, List<UserStart> users) {
    public Rehearsal {
      users = List.copyOf(users);
    }
  }

  /**
   * The same of one user.
   *
   * @param unattended whether there is a slot for it
   * @param opens whether that opened just now, and the storage gave the key for it
   * @param held whether a person locked the keys
   */
  public record UserStart(String user, boolean unattended, boolean opens, boolean held) {}

  /** Takes the installation key out of its storage anew and tries the slots; changes nothing. */
  public Rehearsal rehearse() {
    try (InstallationKey anew = readAnew().orElse(null)) {
      boolean same = anew != null && anew.sameAs(installationKey);
      List<UserStart> users = new ArrayList<>();
      for (Keyring.UserState state : keyring.users()) {
        if (!Users.isPerson(state.user())) {
          continue; // The household opens through its members.
        }
        Optional<KeyFile.UnattendedSlot> slot = slot(state.user());
        boolean opens = same && slot.isPresent() && opens(slot.get(), installationKey);
        users.add(
            new UserStart(state.user(), slot.isPresent(), opens, keyring.isHeld(state.user())));
      }
      return new Rehearsal(same, users);
    }
  }

  /** What the key storage is good for. */
  public KeyStore.Facts facts() {
    return store.facts();
  }

  private Optional<InstallationKey> readAnew() {
    try {
      return store.fault().isPresent()
          ? Optional.empty()
          : store
              .read(installationKey.keyId())
              .map(key -> InstallationKey.of(key, installationKey.keyId()));
    } catch (KeyException noAnswer) {
      return Optional.empty();
    }
  }

  private static boolean opens(KeyFile.UnattendedSlot slot, InstallationKey key) {
    Optional<SecretBytes> master = Slots.open(slot, key);
    master.ifPresent(SecretBytes::close);
    return master.isPresent();
  }

  private Optional<KeyFile.UnattendedSlot> slot(String user) {
    return keyring.file(user).flatMap(file -> file.slot(KeyFile.UnattendedSlot.class));
  }
}
