package aico.auth.storage;

import aico.bus.connector.ResponseFile;
import aico.bus.crypto.SecretBytes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code responses.sealed}: for which rules an alert ends sessions; none means for none. A restore
 * lays what the backup held beside it, as {@code responses.sealed.restored}.
 */
public final class SealedResponses implements ResponseFile {
  public static final String FILE_NAME = "responses.sealed";
  private static final String RESTORED_NAME = FILE_NAME + ".restored";
  private static final int VERSION = 1;

  private final SealedFile file;
  private final SealedFile restored;

  /**
   * The file in that state folder.
   *
   * @param key of 32 bytes; stays the caller's to close, after this file's last use
   */
  public SealedResponses(Path stateFolder, SecretBytes key) {
    file = new SealedFile(stateFolder, FILE_NAME, "aico-responses", VERSION, key);
    restored = new SealedFile(stateFolder, RESTORED_NAME, "aico-responses", VERSION, key);
  }

  /**
   * Puts the file under another key; one that is under it already is left as it is.
   *
   * @param current stays the caller's to close, after this file's last use
   */
  public void reseal(SecretBytes current) {
    file.reseal(current);
    restored.reseal(current);
  }

  @Override
  public Optional<byte[]> read() {
    return file.read();
  }

  @Override
  public void write(byte[] content) {
    file.write(content);
  }

  @Override
  public Optional<byte[]> restored() {
    return restored.read();
  }

  @Override
  public void restoredTaken() {
    restored.remove();
  }
}
