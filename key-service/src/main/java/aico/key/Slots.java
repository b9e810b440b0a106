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

  KeyFile.RecoverySlot recovery(SecretBytes master, SecretBytes recoverySecret, Instant now) {
    String salt = random.id();
    try (SecretBytes wrappingKey = InstallationKey.hkdf(recoverySecret, salt, RECOVERY_INFO)) {
      return new KeyFile.RecoverySlot(random.id(), now, salt, Wrapped.of(wrappingKey, master));
    }
  }

  /** The master key, or nothing when the secret does not open this slot. */
  Optional<SecretBytes> open(KeyFile.Slot slot, SecretBytes secret) {
    return open(derivation, slot, secret);
  }

  static Optional<SecretBytes> open(
      PasswordDerivation derivation, KeyFile.Slot slot, SecretBytes secret) {
    try (SecretBytes wrappingKey =
        switch (slot) {
          case KeyFile.PasswordSlot password ->
              derivation.derive(KeyFile.PasswordSlot.CONTEXT, secret, password.salt());
          case KeyFile.RecoverySlot recovery ->
              InstallationKey.hkdf(secret, recovery.salt(), RECOVERY_INFO);
          case KeyFile.MemberSlot member ->
              InstallationKey.hkdf(secret, member.salt(), MEMBER_INFO);
        }) {
      return slot.wrapped().openedBy(wrappingKey);
    }
  }
}
