package aico.auth.storage;

import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code token-signing.sealed}: the encoded signing key, sealed under the service key {@code
 * auth-token-signing}.
 */
public final class SealedKeyFile {
  static final String FILE_NAME = "token-signing.sealed";
  private static final int VERSION = 1;

  private final SealedFile file;

  /**
   * The file in that state folder.
   *
   * @param key of 32 bytes; stays the caller's to close
   */
  public SealedKeyFile(Path stateFolder, SecretBytes key) {
    file = new SealedFile(stateFolder, FILE_NAME, "aico-token-signing", VERSION, key);
  }

  /**
   * Puts the file under another key; one that is under it already is left as it is.
   *
   * @param current stays the caller's to close, after this file's last use
   */
  public void reseal(SecretBytes current) {
    file.reseal(current);
  }

  /** The encoded key, for the caller to zero; nothing before the first start. */
  public Optional<byte[]> read() {
    return file.read();
  }

  /** Keeps the encoded key; durable when it returns. */
  public void write(byte[] encoded) {
    file.write(encoded);
  }
}
