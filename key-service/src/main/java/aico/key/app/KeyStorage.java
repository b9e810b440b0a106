package aico.key.app;

import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.KeyStores;
import aico.key.storage.FileKeyStore;
import java.nio.file.Path;

/** The stores of this build. Each is made when it is asked for: what is not used costs nothing. */
public final class KeyStorage implements KeyStores {
  private final Path folder;

  public KeyStorage(Path stateFolder) {
    folder = stateFolder;
  }

  @Override
  public KeyStore named(String name) {
    return switch (name) {
      case FileKeyStore.NAME -> new FileKeyStore(folder);
      default -> throw new KeyException("key storage: '%s' (expected: file)".formatted(name));
    };
  }
}
