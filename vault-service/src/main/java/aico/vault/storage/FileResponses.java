package aico.vault.storage;

import aico.bus.connector.ResponseFile;
import aico.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code responses.json}: for which rules an alert locks; none means for none. A restore lays what
 * the backup held beside it, as {@code responses.json.restored}.
 */
public final class FileResponses implements ResponseFile {
  /** One byte more than what is taken, so that a longer file is refused and not cut. */
  private static final int READ_BYTES = 64 * 1024 + 1;

  private final Path file;
  private final Path restored;

  public FileResponses(Path file) {
    this.file = file;
    restored = file.resolveSibling(file.getFileName() + ".restored");
  }

  @Override
  public Optional<byte[]> read() {
    return read(file);
  }

  @Override
  public Optional<byte[]> restored() {
    return read(restored);
  }

  @Override
  public void restoredTaken() {
    try {
      Files.deleteIfExists(restored);
    } catch (IOException stays) {
      throw new VaultException(
          "cannot remove %s: %s".formatted(restored, stays.getMessage()), stays);
    }
  }

  private static Optional<byte[]> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(READ_BYTES));
    } catch (IOException unreadable) {
      throw new VaultException(
          "cannot read %s: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  @Override
  public void write(byte[] content) {
    DurableFile.replace(file, content);
  }
}
