package aico.key.storage;

import aico.key.KeyBlobs;
import aico.key.KeyException;
import aico.key.StateFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Sealed keys beside the other files of the state folder. */
public final class DiskKeyBlobs implements KeyBlobs {
  private static final int SIZE_LIMIT_BYTES = 64 * 1024;

  private final Path folder;
  private final Disk disk = new Disk();

  public DiskKeyBlobs(Path stateFolder) {
    folder = stateFolder;
  }

  @Override
  public Optional<byte[]> read(String name) {
    Path file = folder.resolve(name);
    try {
      long sizeBytes = Files.size(file);
      if (sizeBytes > SIZE_LIMIT_BYTES) {
        throw new StateFileException(
            name, "$", "%d bytes (expected: <= %d)".formatted(sizeBytes, SIZE_LIMIT_BYTES));
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new StateFileException(name, "$", "cannot be read", unreadable);
    }
  }

  @Override
  public Path path(String name) {
    return folder.resolve(name);
  }

  @Override
  public void write(String name, byte[] content) {
    try {
      disk.replace(folder.resolve(name), content);
    } catch (IOException failed) {
      throw new KeyException(
          "%s: cannot be written: %s".formatted(name, failed.getMessage()), failed);
    }
  }

  @Override
  public void remove(String name) {
    try {
      disk.remove(folder.resolve(name));
    } catch (IOException failed) {
      throw new KeyException(
          "%s: cannot be removed: %s".formatted(name, failed.getMessage()), failed);
    }
  }
}
