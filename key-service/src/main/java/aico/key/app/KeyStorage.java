package aico.key.app;

import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.KeyStores;
import aico.key.keyring.OsKeyStore;
import aico.key.keyring.SecretServiceKeyStore;
import aico.key.storage.DiskKeyBlobs;
import aico.key.storage.FileKeyStore;
import aico.key.storage.MountedKeyStore;
import aico.key.systemd.CredentialKeyStore;
import aico.key.tpm2.Tpm2KeyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stores of this build. Each is made when it is asked for: what is not used costs nothing. */
public final class KeyStorage implements KeyStores {
  /** The choice that is made for whoever makes none. */
  public static final String AUTO = "auto";

  private static final List<String> NAMES =
      List.of(
          Tpm2KeyStore.NAME,
          CredentialKeyStore.NAME,
          SecretServiceKeyStore.NAME,
          OsKeyStore.MACOS,
          OsKeyStore.WINDOWS,
          MountedKeyStore.NAME,
          FileKeyStore.NAME);

  private final Path folder;
  private final Map<String, String> environment;

  public KeyStorage(Path stateFolder, Map<String, String> environment) {
    folder = stateFolder;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public KeyStore named(String name) {
    if (name.startsWith(MountedKeyStore.NAME + ":/")) {
      return new MountedKeyStore(
          name, Path.of(name.substring(MountedKeyStore.NAME.length() + 1)).normalize());
    }
    return switch (name) {
      case FileKeyStore.NAME -> new FileKeyStore(folder);
      case Tpm2KeyStore.NAME ->
          new Tpm2KeyStore(
              new DiskKeyBlobs(folder), environment.getOrDefault("TPM2TOOLS_TCTI", ""));
      case CredentialKeyStore.NAME ->
          credential()
              .<KeyStore>map(file -> new MountedKeyStore(CredentialKeyStore.NAME, file))
              .orElseGet(() -> new CredentialKeyStore(new DiskKeyBlobs(folder)));
      case SecretServiceKeyStore.NAME -> new SecretServiceKeyStore(environment);
      case OsKeyStore.MACOS, OsKeyStore.WINDOWS -> new OsKeyStore(name);
      default ->
          throw new KeyException(
              "key storage: '%s' (expected: %s, with mounted as mounted:/its/file)"
                  .formatted(name, String.join(", ", NAMES)));
    };
  }

  /** The file that systemd made for this service, if its unit has LoadCredentialEncrypted=. */
  private Optional<Path> credential() {
    return Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY"))
        .map(directory -> Path.of(directory, CredentialKeyStore.CREDENTIAL))
        .filter(Files::exists);
  }

  /** The names that can be chosen, the best protected first; {@code mounted} takes a file. */
  static List<String> names() {
    return NAMES;
  }

  /**
   * The choice for whoever makes none: what a systemd unit hands over; else a TPM that seals and
   * opens a throwaway key; else the file. Never a keyring: with that, nothing would start before
   * somebody logs in.
   */
  String auto() {
    if (credential().isPresent()) {
      return CredentialKeyStore.NAME;
    }
    return KeyStoreProbe.works(named(Tpm2KeyStore.NAME)) ? Tpm2KeyStore.NAME : FileKeyStore.NAME;
  }
}
