package aico.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hkdf;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The 32 random bytes from which the services' own keys come. They rest in the {@link KeyStore}
 * that was chosen at first launch, and wrapped under the owner's master key. While they are rotated
 * ({@link InstallationRotation}) those before them are held, too, for reading alone.
 */
public final class InstallationKey implements AutoCloseable {
  public static final int SIZE_BYTES = 32;

  /** What the key is for that wraps the second copy. */
  static final String SECOND_WRAP_INFO = "aico installation key";

  private record Named(String keyId, SecretBytes key) {}

  private volatile Named now;
  private volatile @Nullable SecretBytes former;

  private InstallationKey(Named now) {
    this.now = now;
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
      return of(kept.get(), keyId);
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
    return of(fresh, keyId);
  }

  /** Takes over {@code key}. */
  public static InstallationKey of(SecretBytes key, String keyId) {
    if (key.sizeBytes() != SIZE_BYTES) {
      int sizeBytes = key.sizeBytes();
      key.close();
      throw new KeyException(
          "installation key: %d bytes (expected: %d)".formatted(sizeBytes, SIZE_BYTES));
    }
    return new InstallationKey(new Named(keyId, key));
  }

  /**
   * HKDF-SHA-512 of this key, 32 bytes.
   *
   * @param salt hex digits, used as text
   * @param info what the key is for
   */
  public SecretBytes derive(String salt, String info) {
    return hkdf(now.key, salt, info);
  }

  /** The random name of this key, 32 hex digits. */
  public String keyId() {
    return now.keyId;
  }

  /**
   * The same of the key before this one.
   *
   * @throws KeyException when there is none
   */
  public SecretBytes deriveFormer(String salt, String info) {
    SecretBytes before = former;
    if (before == null) {
      throw new KeyException("installation key: there is none before it");
    }
    return hkdf(before, salt, info);
  }

  boolean hasFormer() {
    return former != null;
  }

  /** From here on {@code next}, which is taken over, is this key, and this the one before it. */
  void succeed(InstallationKey next) {
    forgetFormer();
    former = now.key;
    now = next.now;
  }

  /** Holds the key before this one, which is taken over. */
  public void holdFormer(InstallationKey before) {
    forgetFormer();
    former = before.now.key;
  }

  void forgetFormer() {
    SecretBytes before = former;
    former = null;
    if (before != null) {
      before.close();
    }
  }

  /** This key wrapped under a user's master key. */
  KeyFile.InstallationWrap wrappedUnder(SecretBytes master, String salt) {
    return wrappedUnder((own, info) -> hkdf(master, own, info), salt);
  }

  /** The same, where the master key is open. */
  KeyFile.InstallationWrap wrappedUnder(Boxes.Master master, String salt) {
    Named own = now;
    try (SecretBytes wrappingKey = master.derive(salt, SECOND_WRAP_INFO)) {
      return new KeyFile.InstallationWrap(own.keyId, salt, Wrapped.of(wrappingKey, own.key));
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
      store.keep(keyId, now.key);
      return;
    }
    try (SecretBytes there = kept.get()) {
      if (!there.constantTimeEquals(now.key)) {
        throw new KeyException(
            "installation key: the key storage '%s' holds another".formatted(store.name()));
      }
    }
  }

  /** Whether both are one key. */
  boolean sameAs(InstallationKey other) {
    return now.key.constantTimeEquals(other.now.key);
  }

  /** Whether that store gives back this key. */
  public boolean isIn(KeyStore store, String keyId) {
    try (SecretBytes there = store.read(keyId).orElse(null)) {
      return there != null && is(there);
    }
  }

  boolean is(SecretBytes other) {
    return other.constantTimeEquals(now.key);
  }

  /** HKDF-SHA-512 with salt and info as ASCII texts, 32 bytes. */
  static SecretBytes hkdf(SecretBytes ikm, String salt, String info) {
    return Hkdf.sha512(ikm, salt.getBytes(US_ASCII), info.getBytes(US_ASCII), SIZE_BYTES);
  }

  @Override
  public void close() {
    forgetFormer();
    now.key.close();
  }
}
