package aico.audit.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code pseudonyms.sealed}: the key that integrators' pseudonyms come from, sealed. */
public final class PseudonymFile {
  private final Path file;

  public PseudonymFile(Path stateFolder) {
    file = stateFolder.resolve("pseudonyms.sealed");
  }

  /** The sealed key, if it was made. */
  public Optional<byte[]> read() {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** Returns when it is on disk. */
  public void write(byte[] sealed) {
    try {
      Durable.replace(file, sealed);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
