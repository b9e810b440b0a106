package aico.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Plain files in a folder, with nothing that makes them durable. */
public record PlainKeyBlobs(Path folder) implements KeyBlobs {
  private interface Work<T> {
    T on(Path file) throws IOException;
  }

  private <T> T with(String name, Work<T> work) {
    try {
      return work.on(path(name));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Files.exists(path(name))
        ? Optional.of(with(name, Files::readAllBytes))
        : Optional.empty();
  }

  @Override
  public Path path(String name) {
    return folder.resolve(name);
  }

  @Override
  public void write(String name, byte[] content) {
    with(name, file -> Files.write(file, content));
  }

  @Override
  public void remove(String name) {
    with(name, Files::deleteIfExists);
  }
}
