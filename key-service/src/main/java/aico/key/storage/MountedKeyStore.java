package aico.key.storage;

import aico.bus.crypto.CryptoException;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.InstallationKey;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.StateFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * A file that somebody else puts there and that this service only reads: a mounted Kubernetes or
 * Docker secret, or a credential that systemd hands over. It holds the key as 64 lower-case hex
 * digits, such as {@code openssl rand -hex 32} prints, or as {@link FileKeyStore} writes it.
 *
 * <p>What protects it where it comes from cannot be seen from here, so the facts claim none of it.
 */
public final class MountedKeyStore implements KeyStore {
  public static final String NAME = "mounted";

  private static final String HEADER = "aico-installation-key 1\n";
  private static final int DIGITS = 2 * InstallationKey.SIZE_BYTES;
  private static final int SIZE_LIMIT_BYTES = 256;

  private final String name;
  private final Path file;

  /**
   * A store that is recorded under {@code name}.
   *
   * @param file absolute
   */
  public MountedKeyStore(String name, Path file) {
    this.name = name;
    this.file = file;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Facts facts() {
    return new Facts(false, false, isClosedToOthers(), true);
  }

  private boolean isClosedToOthers() {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      return !mode.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException unreadable) {
      return false;
    }
  }

  @Override
  public Optional<String> fault() {
    if (!Files.exists(file)) {
      return Optional.of("there is no " + file);
    }
    return Files.isReadable(file)
        ? Optional.empty()
        : Optional.of(file + " is not readable by key-service's user");
  }

  /** The one key there is, whatever its id. */
  @Override
  public Optional<SecretBytes> read(String keyId) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (SecretBytes content = SecretBytes.readFrom(file, SIZE_LIMIT_BYTES);
        SecretBytes digits = withoutHeader(content)) {
      SecretBytes key = Hex.decodeLine(digits);
      if (key.sizeBytes() != InstallationKey.SIZE_BYTES) {
        key.close();
        throw damaged();
      }
      return Optional.of(key);
    } catch (IllegalArgumentException notHex) {
      throw damaged();
    } catch (CryptoException unreadable) {
      throw new StateFileException(
          file.toString(), "$", "cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static SecretBytes withoutHeader(SecretBytes content) {
    int header = HEADER.length();
    if (content.sizeBytes() == header + DIGITS + 1 && FileKeyStore.startsWith(content, HEADER)) {
      return SecretBytes.copyOf(content.segment().asSlice(header));
    }
    return content.copy();
  }

  private StateFileException damaged() {
    return new StateFileException(
        file.toString(), "key", "out of shape (expected: 64 lower-case hex digits)");
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    throw new KeyException(
        "%s: is only read, never written: put the key there as 64 hex digits".formatted(file));
  }

  @Override
  public void remove(String keyId) {
    if (Files.exists(file)) {
      throw new KeyException("%s: is only read, never written: remove it there".formatted(file));
    }
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }
}
