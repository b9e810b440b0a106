package aico.key.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import aico.key.KeyStore;
import com.github.javakeyring.BackendNotSupportedException;
import com.github.javakeyring.Keyring;
import com.github.javakeyring.KeyringStorageType;
import com.github.javakeyring.PasswordAccessException;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Optional;

/**
 * The keychain of macOS and the credential manager of Windows, through java-keyring. That library
 * takes and gives {@code String}s, so that the key's digits stand on the heap for a moment at each
 * start; no other store does that.
 *
 * <p>Neither system was at hand: what has run is this class on the library's Linux backend. Nothing
 * of the library is loaded where the store is not used.
 */
public final class OsKeyStore implements KeyStore {
  public static final String MACOS = "macos-keychain";
  public static final String WINDOWS = "windows-credentials";

  private static final String DOMAIN = "aico-security";

  private final String name;
  private final String system;

  /** The store of that name: {@link #MACOS} or {@link #WINDOWS}. */
  public OsKeyStore(String name) {
    this.name = name;
    system = name.equals(MACOS) ? "mac" : "windows";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Facts facts() {
    return new Facts(true, true, true, false);
  }

  @Override
  public Optional<String> fault() {
    String here = System.getProperty("os.name", "");
    return here.toLowerCase(Locale.ROOT).startsWith(system)
        ? Optional.empty()
        : Optional.of("this is " + here);
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    return onKeyring(type(), keyring -> read(keyring, keyId));
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    onKeyring(type(), keyring -> keep(keyring, keyId, key));
  }

  @Override
  public void remove(String keyId) {
    onKeyring(type(), keyring -> remove(keyring, keyId));
  }

  private KeyringStorageType type() {
    return name.equals(MACOS)
        ? KeyringStorageType.OSX_KEYCHAIN
        : KeyringStorageType.WINDOWS_CREDENTIAL_STORE;
  }

  /** What is done with an open keyring. */
  interface Use<T> {
    T with(Keyring keyring) throws PasswordAccessException;
  }

  static <T> T onKeyring(KeyringStorageType type, Use<T> use) {
    try (Keyring keyring = Keyring.create(type)) {
      return use.with(keyring);
    } catch (KeyException refused) {
      throw refused;
    } catch (BackendNotSupportedException | LinkageError absent) {
      throw new KeyException("keyring: not there: " + absent.getMessage(), absent);
    } catch (Exception failed) {
      throw new KeyException("keyring: " + failed.getMessage(), failed);
    }
  }

  static Optional<SecretBytes> read(Keyring keyring, String keyId) {
    String digits;
    try {
      digits = keyring.getPassword(DOMAIN, keyId);
    } catch (PasswordAccessException none) {
      // The library has one answer for "none" and "not now"; neither ever makes a new key.
      return Optional.empty();
    }
    try (SecretBytes text = SecretBytes.copyOfAndWipe(digits.getBytes(US_ASCII))) {
      return Optional.of(Hex.decodeLine(text));
    } catch (IllegalArgumentException notHex) {
      throw new KeyException("keyring: the item of this key holds something else");
    }
  }

  static boolean keep(Keyring keyring, String keyId, SecretBytes key)
      throws PasswordAccessException {
    Optional<SecretBytes> there = read(keyring, keyId);
    if (there.isPresent()) {
      there.get().close();
      throw new KeyException("keyring: has that key (a key is never overwritten)");
    }
    try (SecretBytes digits = Hex.encode(key)) {
      byte[] text = digits.segment().toArray(ValueLayout.JAVA_BYTE);
      keyring.setPassword(DOMAIN, keyId, new String(text, US_ASCII));
      java.util.Arrays.fill(text, (byte) 0);
    }
    return true;
  }

  static boolean remove(Keyring keyring, String keyId) throws PasswordAccessException {
    Optional<SecretBytes> there = read(keyring, keyId);
    if (there.isPresent()) {
      there.get().close();
      keyring.deletePassword(DOMAIN, keyId);
    }
    return true;
  }
}
