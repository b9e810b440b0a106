package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What stands once key-service has started: the record of this installation and the signer of
 * attestations. Made at the first launch, opened at each later one.
 */
public record Launch(Installation installation, Attester attester) {
  static final String ATTESTATION_INFO = "key-service/attestation";
  private static final String FILE = "installation.json";

  /** Makes and opens the keys that sign attestations. */
  public interface AttestationKeys {
    /** A new key pair: 32 bytes of public key as hex, and the seed. */
    NewKey make();

    /** A signer; does not close {@code seed}. */
    Attester open(String publicKey, SecretBytes seed);

    /** A key pair that nobody knows yet. */
    record NewKey(String publicKey, SecretBytes seed) {}
  }

  /**
   * Opens the recorded installation, or records a new one.
   *
   * @param place where {@code key} was found
   * @throws StateFileException when what is recorded does not fit the key storage
   */
  public static Launch open(
      InstallationFile file,
      InstallationKey key,
      KeyPlace place,
      AttestationKeys attestationKeys,
      Randomness random,
      InstantSource clock) {
    Optional<Installation> recorded = file.read();
    if (recorded.isEmpty()) {
      return first(file, key, place, attestationKeys, random, clock);
    }
    Installation installation = recorded.get();
    if (!installation.place().equals(place)) {
      throw new StateFileException(FILE, "key_id", "changed while it was being opened");
    }
    Installation.AttestationKey attestation = installation.attestation();
    try (SecretBytes wrappingKey = key.derive(attestation.salt(), ATTESTATION_INFO);
        SecretBytes seed =
            attestation
                .wrapped()
                .openedBy(wrappingKey)
                .orElseThrow(() ->
                    new StateFileException(
                        FILE,
                        "attestation.wrapped",
                        "does not open under this installation key"))) {
      return new Launch(installation, attestationKeys.open(attestation.publicKey(), seed));
    }
  }

  private static Launch first(
      InstallationFile file,
      InstallationKey key,
      KeyPlace place,
      AttestationKeys attestationKeys,
      Randomness random,
      InstantSource clock) {
    AttestationKeys.NewKey fresh = attestationKeys.make();
    String salt = random.id();
    try (SecretBytes seed = fresh.seed();
        SecretBytes wrappingKey = key.derive(salt, ATTESTATION_INFO)) {
      Installation installation =
          new Installation(
              1,
              clock.instant(),
              place.keyId(),
              place.storage(),
              new Installation.AttestationKey(
                  fresh.publicKey(), salt, Wrapped.of(wrappingKey, seed)),
              List.of());
      file.write(installation);
      return new Launch(installation, attestationKeys.open(fresh.publicKey(), seed));
    }
  }
}
