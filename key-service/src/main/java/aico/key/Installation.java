package aico.key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded about this installation; nothing in it is secret.
 *
 * @param generation one more with every write
 * @param keyId a random name of the installation key
 * @param keyStorage the {@link KeyStore#name} that holds it
 * @param attestation the key that signs unlock attestations
 * @param serviceKeys the salts of the services' keys; while the key is rotated a service has two
 *     for a purpose until it has taken the newer one, and only that comes from the new key
 * @param rotation where one key takes another's place; null otherwise
 */
public record Installation(
    long generation,
    Instant created,
    String keyId,
    String keyStorage,
    AttestationKey attestation,
    List<ServiceKeySalt> serviceKeys,
    @Nullable Rotation rotation) {
  /** Each service has a handful of purposes; more is a fault in a service. */
  public static final int SERVICE_KEYS_LIMIT = 256;

  public Installation {
    serviceKeys = List.copyOf(serviceKeys);
  }

  /** One whose key is not being rotated. */
  public Installation(
      long generation,
      Instant created,
      String keyId,
      String keyStorage,
      AttestationKey attestation,
      List<ServiceKeySalt> serviceKeys) {
    this(generation, created, keyId, keyStorage, attestation, serviceKeys, null);
  }

  /**
   * One installation key takes the place of another. While {@link #keyId} is that of {@code from}
   * nothing but a store has the new one; from then on it is gone on with.
   *
   * @param user whose second copy of the new key this holds until their key file does
   * @param copy the new key under that user's master key
   */
  public record Rotation(KeyPlace from, KeyPlace to, String user, KeyFile.InstallationWrap copy) {}

  /**
   * A random Ed25519 key, its seed wrapped under a key of the installation key.
   *
   * @param publicKey 32 bytes as hex (RFC 8032, section 5.1.5)
   * @param salt of the wrapping key
   */
  public record AttestationKey(String publicKey, String salt, Wrapped wrapped) {}

  /** The salt from which one key of a service comes. */
  public record ServiceKeySalt(String principal, String purpose, int epoch, String salt) {}

  public Optional<ServiceKeySalt> serviceKey(String principal, String purpose) {
    return serviceKeys.stream()
        .filter(key -> key.principal().equals(principal) && key.purpose().equals(purpose))
        .max((a, b) -> Integer.compare(a.epoch(), b.epoch()));
  }

  public KeyPlace place() {
    return new KeyPlace(keyId, keyStorage);
  }

  /** Whether this is the new key's record, and the one before it is on its way out. */
  public boolean isSwitched() {
    return rotation != null && rotation.to().keyId().equals(keyId);
  }

  /** The purposes of services, as {@code principal/purpose}, that still hang on the key before. */
  public Set<String> untaken() {
    Set<String> untaken = new TreeSet<>();
    if (isSwitched()) {
      for (ServiceKeySalt salt : serviceKeys) {
        if (former(salt.principal(), salt.purpose()).isPresent()) {
          untaken.add(salt.principal() + "/" + salt.purpose());
        }
      }
    }
    return untaken;
  }

  /** The salt before the newest one, which the key before this one is needed for. */
  public Optional<ServiceKeySalt> former(String principal, String purpose) {
    return serviceKey(principal, purpose)
        .flatMap(newest ->
            serviceKeys.stream()
                .filter(key -> key.principal().equals(principal) && key.purpose().equals(purpose))
                .filter(key -> key.epoch() < newest.epoch())
                .findFirst());
  }

  /** The next generation with another store; this one when it is that already. */
  public Installation in(String storage) {
    return storage.equals(keyStorage)
        ? this
        : next(keyId, storage, attestation, serviceKeys, rotation);
  }

  Installation with(ServiceKeySalt salt) {
    List<ServiceKeySalt> more = new ArrayList<>(serviceKeys);
    more.add(salt);
    return next(keyId, keyStorage, attestation, more, rotation);
  }

  /** The next generation, without the salts of that purpose before its newest. */
  Installation taken(String principal, String purpose) {
    Optional<ServiceKeySalt> old = former(principal, purpose);
    List<ServiceKeySalt> left = new ArrayList<>(serviceKeys);
    return old.filter(left::remove).isPresent()
        ? next(keyId, keyStorage, attestation, left, rotation)
        : this;
  }

  /** The next generation, in which a rotation is about to be, or is over. */
  Installation rotating(@Nullable Rotation other) {
    return next(keyId, keyStorage, attestation, serviceKeys, other);
  }

  /** The next generation under the key that {@code rotation} leads to. */
  Installation switched(Rotation to, AttestationKey rewrapped, List<ServiceKeySalt> both) {
    return next(to.to().keyId(), to.to().storage(), rewrapped, both, to);
  }

  private Installation next(
      String newKeyId,
      String newStorage,
      AttestationKey newAttestation,
      List<ServiceKeySalt> newKeys,
      @Nullable Rotation newRotation) {
    return new Installation(
        generation + 1, created, newKeyId, newStorage, newAttestation, newKeys, newRotation);
  }
}
