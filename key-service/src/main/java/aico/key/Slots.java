package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.util.Optional;

/** Makes and opens the slots that lead to a master key. */
final class Slots {
  /** What a recovery slot's wrapping key is for. */
  static final String RECOVERY_INFO = "aico recovery slot";

  /** What the wrapping key of a member's slot is for; the secret is the member's master key. */
  static final String MEMBER_INFO = "aico member slot";

  /** What the wrapping key of the slot of recovery shares is for. */
  static final String SHARES_INFO = "aico shares slot";

  /** What an unattended slot's wrapping key is for. */
  static final String UNATTENDED_INFO = "aico unattended slot";

  private final PasswordDerivation derivation;
  private final Randomness random;

  Slots(PasswordDerivation derivation, Randomness random) {
    this.derivation = derivation;
    this.random = random;
  }

  KeyFile.PasswordSlot password(SecretBytes master, SecretBytes password, Instant now) {
    String salt = random.id();
    try (SecretBytes wrappingKey =
        derivation.derive(KeyFile.PasswordSlot.CONTEXT, password, salt)) {
      return new KeyFile.PasswordSlot(random.id(), now, salt, Wrapped.of(wrappingKey, master));
    }
  }

  /**
   * As {@link #password}, and opened once before it takes the place of another: a derivation that
   * went wrong in a gibibyte of bad memory would otherwise be noticed when nothing else opens.
   */
  KeyFile.PasswordSlot provenPassword(SecretBytes master, SecretBytes password, Instant now) {
    KeyFile.PasswordSlot slot = password(master, password, now);
    try (SecretBytes opened =
        open(slot, password)
            .orElseThrow(() ->
                new KeyException(
                    "password slot: does not open with what it was made of; nothing was changed,"
                        + " have this machine's memory tested"))) {
      if (!opened.constantTimeEquals(master)) {
        throw new KeyException("password slot: opens another key; nothing was changed");
      }
      return slot;
    }
  }

  KeyFile.RecoverySlot recovery(SecretBytes master, SecretBytes recoverySecret, Instant now) {
    String salt = random.id();
    try (SecretBytes wrappingKey = InstallationKey.hkdf(recoverySecret, salt, RECOVERY_INFO)) {
      return new KeyFile.RecoverySlot(random.id(), now, salt, Wrapped.of(wrappingKey, master));
    }
  }

  KeyFile.SharesSlot shares(SecretBytes master, SecretBytes sharedSecret, Instant now) {
    String salt = random.id();
    try (SecretBytes wrappingKey = InstallationKey.hkdf(sharedSecret, salt, SHARES_INFO)) {
      return new KeyFile.SharesSlot(random.id(), now, salt, Wrapped.of(wrappingKey, master));
    }
  }

  KeyFile.UnattendedSlot unattended(SecretBytes master, InstallationKey key, Instant now) {
    String salt = random.id();
    try (SecretBytes wrappingKey = key.derive(salt, UNATTENDED_INFO)) {
      return new KeyFile.UnattendedSlot(random.id(), now, salt, Wrapped.of(wrappingKey, master));
    }
  }

  /**
   * The same slot under the installation key there is now; nothing when it opens under that already
   * or under neither that nor the one before.
   */
  Optional<KeyFile.UnattendedSlot> carriedOver(KeyFile.UnattendedSlot slot, InstallationKey key) {
    Optional<SecretBytes> current = open(slot, key);
    if (current.isPresent()) {
      current.get().close();
      return Optional.empty();
    }
    String salt = random.id();
    try (SecretBytes former = key.deriveFormer(slot.salt(), UNATTENDED_INFO);
        SecretBytes master = slot.wrapped().openedBy(former).orElse(null);
        SecretBytes wrappingKey = key.derive(salt, UNATTENDED_INFO)) {
      return master == null
          ? Optional.empty()
          : Optional.of(
              new KeyFile.UnattendedSlot(
                  slot.id(), slot.created(), salt, Wrapped.of(wrappingKey, master)));
    }
  }

  /** A slot of the household that a member's master key opens. */
  KeyFile.MemberSlot member(String user, SecretBytes master, SecretBytes household, Instant now) {
    String salt = random.id();
    try (SecretBytes wrappingKey = InstallationKey.hkdf(master, salt, MEMBER_INFO)) {
      return new KeyFile.MemberSlot(
          random.id(), now, user, salt, Wrapped.of(wrappingKey, household));
    }
  }

  /** The master key, or nothing when the secret does not open this slot. */
  Optional<SecretBytes> open(KeyFile.SecretSlot slot, SecretBytes secret) {
    return open(derivation, slot, secret);
  }

  static Optional<SecretBytes> open(
      PasswordDerivation derivation, KeyFile.SecretSlot slot, SecretBytes secret) {
    try (SecretBytes wrappingKey =
        switch (slot) {
          case KeyFile.PasswordSlot password ->
              derivation.derive(KeyFile.PasswordSlot.CONTEXT, secret, password.salt());
          case KeyFile.RecoverySlot recovery ->
              InstallationKey.hkdf(secret, recovery.salt(), RECOVERY_INFO);
          case KeyFile.MemberSlot member ->
              InstallationKey.hkdf(secret, member.salt(), MEMBER_INFO);
          case KeyFile.SharesSlot shares ->
              InstallationKey.hkdf(secret, shares.salt(), SHARES_INFO);
        }) {
      return slot.wrapped().openedBy(wrappingKey);
    }
  }

  /** The master key, or nothing when it was wrapped under another installation key. */
  static Optional<SecretBytes> open(KeyFile.UnattendedSlot slot, InstallationKey key) {
    try (SecretBytes wrappingKey = key.derive(slot.salt(), UNATTENDED_INFO)) {
      return slot.wrapped().openedBy(wrappingKey);
    }
  }
}
