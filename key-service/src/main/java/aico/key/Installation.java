package aico.key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is recorded about this installation; nothing in it is secret.
 *
 * @param generation one more with every write
 * @param keyId a random name of the installation key
 * @param keyStorage the {@link KeyStore#name} that holds it
 * @param attestation the key that signs unlock attestations
 * @param serviceKeys the salts of the services' keys
 */
public record Installation(
    long generation,
    Instant created,
    String keyId,
    String keyStorage,
    AttestationKey attestation,
    List<ServiceKeySalt> serviceKeys) {
  /** Each service has a handful of purposes; more is a fault in a service. */
  public static final int SERVICE_KEYS_LIMIT = 256;

  public Installation {
    serviceKeys = List.copyOf(serviceKeys);
  }

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

  /** The next generation with another store; this one when it is that already. */
  public Installation in(String storage) {
    return storage.equals(keyStorage)
        ? this
        : new Installation(generation + 1, created, keyId, storage, attestation, serviceKeys);
  }

  Installation with(ServiceKeySalt salt) {
    List<ServiceKeySalt> more = new ArrayList<>(serviceKeys);
    more.add(salt);
    return new Installation(generation + 1, created, keyId, keyStorage, attestation, more);
  }
}
