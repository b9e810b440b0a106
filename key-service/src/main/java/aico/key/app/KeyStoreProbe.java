package aico.key.app;

import aico.bus.crypto.SecretBytes;
import aico.key.InstallationKey;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.crypto.SystemRandomness;
import java.util.Optional;

/** Whether a store does what it says, tried with a throwaway key. */
final class KeyStoreProbe {
  private KeyStoreProbe() {}

  static boolean works(KeyStore store) {
    if (store.fault().isPresent()) {
      return false;
    }
    String id = new SystemRandomness().id();
    try (SecretBytes throwaway = SecretBytes.random(InstallationKey.SIZE_BYTES)) {
      store.keep(id, throwaway);
      Optional<SecretBytes> back = store.read(id);
      try (SecretBytes read = back.orElse(null)) {
        return read != null && read.constantTimeEquals(throwaway);
      } finally {
        store.remove(id);
      }
    } catch (KeyException fails) {
      return false;
    }
  }
}
