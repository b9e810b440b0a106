package aico.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hkdf;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/**
 * The 32 random bytes from which the services' own keys come. They rest in the {@link KeyStore}
 * that was chosen at first launch, and wrapped under the owner's master key.
 */
public final class InstallationKey implements AutoCloseable {
  public static final int SIZE_BYTES = 32;

  /** What the key is for that wraps the second copy. */
  static final String SECOND_WRAP_INFO = "aico installation key";

  private final SecretBytes key;

  private InstallationKey(SecretBytes key) {
    this.key = key;
  }

  /**
   * Takes the key out of its store, or makes it when this is the first launch.
   *
   * @param stateExists whether the state folder holds anything that an earlier launch made
   * @throws KeyException when the store cannot be used, or when there is state and no key: neither
   *     another store nor a new key is ever taken then
   */
  public static InstallationKey open(
      KeyStore store, String keyId, boolean stateExists, Randomness random) {
    Optional<String> fault = store.fault();
    if (fault.isPresent()) {
      throw new KeyException(
          ("installation key: the key storage '%s' cannot be used: %s. No other is taken instead;"
                  + " if it is gone for good: aico keystore move, with the password or the kit")
              .formatted(store.name(), fault.get()));
    }
    Optional<SecretBytes> kept = store.read(keyId);
    if (kept.isPresent()) {
      return of(kept.get());
    }
    if (stateExists) {
      throw new KeyException(
          ("installation key: not in the key storage '%s', though this installation has state; no"
                  + " new one is made, it would open nothing. If it is gone for good: aico keystore"
                  + " move, with the password or the kit")
              .formatted(store.name()));
    }
    SecretBytes fresh = random.secret(SIZE_BYTES);
    try {
      store.keep(keyId, fresh);
    } catch (RuntimeException notKept) {
      fresh.close();
      throw notKept;
    }
    return new InstallationKey(fresh);
  }

  /** Takes over {@code key}. */
  static InstallationKey of(SecretBytes key) {
    if (key.sizeBytes() != SIZE_BYTES) {
      int sizeBytes = key.sizeBytes();
      key.close();
      throw new KeyException(
          "installation key: %d bytes (expected: %d)".formatted(sizeBytes, SIZE_BYTES));
    }
    return new InstallationKey(key);
  }

  /**
   * HKDF-SHA-512 of this key, 32 bytes.
   *
   * @param salt hex digits, used as text
   * @param info what the key is for
   */
  public SecretBytes derive(String salt, String info) {
    return hkdf(key, salt, info);
  }

  /** This key wrapped under a user's master key. */
  KeyFile.InstallationWrap wrappedUnder(SecretBytes master, String keyId, String salt) {
    try (SecretBytes wrappingKey = hkdf(master, salt, SECOND_WRAP_INFO)) {
      return new KeyFile.InstallationWrap(keyId, salt, Wrapped.of(wrappingKey, key));
    }
  }

  /**
   * Puts this key into an empty store; a store that holds it already is left as it is.
   *
   * @throws KeyException when the store holds another
   */
  public void keepIn(KeyStore store, String keyId) {
    Optional<SecretBytes> kept = store.read(keyId);
    if (kept.isEmpty()) {
      store.keep(keyId, key);
      return;
    }
    try (SecretBytes there = kept.get()) {
      if (!there.constantTimeEquals(key)) {
        throw new KeyException(
            "installation key: the key storage '%s' holds another".formatted(store.name()));
      }
    }
  }

  /** Whether both are one key. */
  boolean sameAs(InstallationKey other) {
    return key.constantTimeEquals(other.key);
  }

  /** Whether that store gives back this key. */
  public boolean isIn(KeyStore store, String keyId) {
    try (SecretBytes there = store.read(keyId).orElse(null)) {
      return there != null && is(there);
    }
  }

  boolean is(SecretBytes other) {
    return other.constantTimeEquals(key);
  }

  /** HKDF-SHA-512 with salt and info as ASCII texts, 32 bytes. */
  static SecretBytes hkdf(SecretBytes ikm, String salt, String info) {
    return Hkdf.sha512(ikm, salt.getBytes(US_ASCII), info.getBytes(US_ASCII), SIZE_BYTES);
  }

  @Override
  public void close() {
    key.close();
  }
}
