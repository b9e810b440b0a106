package aico.key.keyring;

import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import com.github.javakeyring.KeyringStorageType;
import java.util.Optional;

/** Goes once through {@link OsKeyStore} in a process of its own, which the library needs. */
final class OsKeyStoreProbe {
  private static final String ID = "1a".repeat(16);
  private static final KeyringStorageType TYPE = KeyringStorageType.GNOME_KEYRING;

  private OsKeyStoreProbe() {}

  public static void main(String[] arguments) {
    NativeLibraries.requireAll();
    try (SecretBytes key = SecretBytes.random(32)) {
      String before = read(key);
      OsKeyStore.onKeyring(TYPE, keyring -> OsKeyStore.keep(keyring, ID, key));
      String kept = read(key);
      String again = "overwritten";
      try {
        OsKeyStore.onKeyring(TYPE, keyring -> OsKeyStore.keep(keyring, ID, key));
      } catch (KeyException refused) {
        again = "refused";
      }
      OsKeyStore.onKeyring(TYPE, keyring -> OsKeyStore.remove(keyring, ID));
      System.out.println(String.join(", ", before, kept, again, read(key)));
    }
    System.exit(0);
  }

  private static String read(SecretBytes expected) {
    Optional<SecretBytes> read =
        OsKeyStore.onKeyring(TYPE, keyring -> OsKeyStore.read(keyring, ID));
    try (SecretBytes key = read.orElse(null)) {
      return key == null ? "nothing" : key.constantTimeEquals(expected) ? "the same" : "another";
    }
  }
}
