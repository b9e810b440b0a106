package aico.key;

import aico.bus.crypto.BoxKeyPair;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/**
 * Makes what the trail keeps a user's names unreadable with. The secret key opens what was sealed
 * and hangs on the user's master key; the key of pseudonyms is needed to write and hangs on the
 * installation key. Both are random, so that forgetting the wraps is forgetting the keys.
 */
final class SubjectKeys {
  /** What the key is for that wraps the secret part of the pair. */
  static final String SECRET_INFO = "aico subject key";

  /** What the key is for that wraps the key of pseudonyms. */
  static final String PSEUDONYMS_INFO = "key-service/pseudonyms";

  private final InstallationKey installationKey;
  private final Randomness random;

  SubjectKeys(InstallationKey installationKey, Randomness random) {
    this.installationKey = installationKey;
    this.random = random;
  }

  Subject make(Boxes.Master master) {
    String salt = random.id();
    try (SecretBytes secret = random.secret(Wrapped.KEY_SIZE_BYTES);
        BoxKeyPair pair = BoxKeyPair.of(secret.copy());
        SecretBytes wrappingKey = master.derive(salt, SECRET_INFO)) {
      return new Subject(
          random.id(),
          Hex.encode(pair.publicKey()),
          salt,
          Wrapped.of(wrappingKey, secret),
          pseudonyms());
    }
  }

  private Subject.PseudonymWrap pseudonyms() {
    try (SecretBytes key = random.secret(Wrapped.KEY_SIZE_BYTES)) {
      return pseudonyms(key);
    }
  }

  private Subject.PseudonymWrap pseudonyms(SecretBytes key) {
    String salt = random.id();
    try (SecretBytes wrappingKey = installationKey.derive(salt, PSEUDONYMS_INFO)) {
      return new Subject.PseudonymWrap(salt, Wrapped.of(wrappingKey, key));
    }
  }

  /** The same keys under another master key. */
  Subject rewrapped(Subject subject, Boxes.Master before, Boxes.Master after) {
    String salt = random.id();
    try (SecretBytes secret = secret(subject, before);
        SecretBytes wrappingKey = after.derive(salt, SECRET_INFO)) {
      return new Subject(
          subject.id(),
          subject.publicKey(),
          salt,
          Wrapped.of(wrappingKey, secret),
          subject.pseudonyms());
    }
  }

  /** What opens boxes, for the caller to close. */
  static BoxKeyPair pair(Subject subject, Boxes.Master master) {
    return BoxKeyPair.of(secret(subject, master));
  }

  private static SecretBytes secret(Subject subject, Boxes.Master master) {
    try (SecretBytes wrappingKey = master.derive(subject.salt(), SECRET_INFO)) {
      return subject
          .wrapped()
          .openedBy(wrappingKey)
          .orElseThrow(() -> new KeyException("subject: not wrapped under this user's master key"));
    }
  }

  /** What pseudonyms come from, for the caller to close. */
  SecretBytes pseudonymKey(Subject subject) {
    return pseudonymKeyUnderThis(subject)
        .or(() -> pseudonymKeyUnderFormer(subject))
        .orElseThrow(
            () -> new KeyException("pseudonym key: not wrapped under this installation key"));
  }

  private Optional<SecretBytes> pseudonymKeyUnderThis(Subject subject) {
    Subject.PseudonymWrap wrap = subject.pseudonyms();
    try (SecretBytes wrappingKey = installationKey.derive(wrap.salt(), PSEUDONYMS_INFO)) {
      return wrap.wrapped().openedBy(wrappingKey);
    }
  }

  private Optional<SecretBytes> pseudonymKeyUnderFormer(Subject subject) {
    if (!installationKey.hasFormer()) {
      return Optional.empty();
    }
    Subject.PseudonymWrap wrap = subject.pseudonyms();
    try (SecretBytes wrappingKey = installationKey.deriveFormer(wrap.salt(), PSEUDONYMS_INFO)) {
      return wrap.wrapped().openedBy(wrappingKey);
    }
  }

  /** The same keys under the installation key that holds; nothing where they are. */
  Optional<Subject> carriedOver(Subject subject) {
    Optional<SecretBytes> there = pseudonymKeyUnderThis(subject);
    if (there.isPresent()) {
      there.get().close();
      return Optional.empty();
    }
    try (SecretBytes key = pseudonymKey(subject)) {
      return Optional.of(
          new Subject(
              subject.id(),
              subject.publicKey(),
              subject.salt(),
              subject.wrapped(),
              pseudonyms(key)));
    }
  }
}
