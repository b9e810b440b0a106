package aico.key.systemd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretChild;
import aico.key.InstallationKey;
import aico.key.KeyBlobs;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.StateFileException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The installation key sealed by systemd-creds(1) as {@code installation-<key id>.cred}, under the
 * credential name {@code aico-installation-key}; a unit can hand it to a service with {@code
 * LoadCredentialEncrypted=aico-installation-key:FILE}.
 *
 * <p>systemd takes the host key below {@code /var/lib/systemd}, and the TPM with PCR 7 too where
 * there is one. With the host key alone whoever has the disk has both halves.
 */
public final class CredentialKeyStore implements KeyStore {
  public static final String NAME = "systemd";

  /** What the credential is called. */
  public static final String CREDENTIAL = "aico-installation-key";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * How Base64 of a credential begins that is sealed with the host key alone: its first 16 bytes
   * are CRED_AES256_GCM_BY_HOST, 5a1c6a86df9d4096b1d5a65e0862f19a (systemd, creds-util.h).
   */
  private static final String BY_HOST_ALONE = "Whxqht+dQJax1aZeCGLxm";

  private final KeyBlobs blobs;
  private @Nullable Probe probe;

  public CredentialKeyStore(KeyBlobs blobs) {
    this.blobs = blobs;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** What systemd does with a throwaway key: that depends on the machine and on who asks. */
  private record Probe(Optional<String> fault, boolean withTpm) {}

  @Override
  public Facts facts() {
    return new Facts(probe().withTpm(), false, true, true);
  }

  @Override
  public Optional<String> fault() {
    return probe().fault();
  }

  private Probe probe() {
    if (probe == null) {
      try (SecretBytes throwaway = SecretBytes.random(InstallationKey.SIZE_BYTES);
          SecretChild.Ended ended = encrypt(throwaway)) {
        probe =
            switch (ended.code()) {
              case 0 ->
                  new Probe(Optional.empty(), !text(ended.output()).startsWith(BY_HOST_ALONE));
              case SecretChild.Ended.NOT_THERE ->
                  new Probe(Optional.of("systemd-creds is not installed"), false);
              default ->
                  new Probe(
                      Optional.of(
                          "systemd-creds does not serve key-service's user: " + ended.complaint()),
                      false);
            };
      }
    }
    return probe;
  }

  private static SecretChild.Ended encrypt(SecretBytes key) {
    return creds(key, "encrypt", "--name=" + CREDENTIAL, "-", "-");
  }

  private static SecretChild.Ended creds(@Nullable SecretBytes input, String... arguments) {
    List<String> line = new ArrayList<>(List.of("systemd-creds"));
    line.addAll(List.of(arguments));
    return SecretChild.run(LIMIT, Map.of("SYSTEMD_LOG_TARGET", "console"), input, line);
  }

  private static String text(SecretBytes blob) {
    return new String(blob.segment().toArray(ValueLayout.JAVA_BYTE), US_ASCII);
  }

  private static String file(String keyId) {
    return "installation-%s.cred".formatted(keyId);
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    return blobs.read(file(keyId)).map(blob -> decrypt(file(keyId)));
  }

  private SecretBytes decrypt(String file) {
    Path sealed = blobs.path(file);
    try (SecretChild.Ended ended =
        creds(null, "decrypt", "--name=" + CREDENTIAL, sealed.toString(), "-")) {
      if (!ended.ok()) {
        throw new KeyException(
            ("systemd-creds does not open the installation key: %s. If that is for good: aico"
                    + " keystore move, with the password or the kit")
                .formatted(ended.complaint()));
      }
      return Hex.decodeLine(ended.output());
    } catch (IllegalArgumentException notHex) {
      throw new StateFileException(file, "$", "holds no key (expected: hex digits)");
    }
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    if (blobs.read(file(keyId)).isPresent()) {
      throw new KeyException(file(keyId) + ": exists (a key is never overwritten)");
    }
    try (SecretChild.Ended ended = encrypt(key)) {
      if (!ended.ok()) {
        throw new KeyException("systemd-creds: " + ended.complaint());
      }
      blobs.write(file(keyId), ended.output().segment().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Override
  public void remove(String keyId) {
    blobs.remove(file(keyId));
  }
}
