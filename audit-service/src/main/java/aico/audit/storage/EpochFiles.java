package aico.audit.storage;

import aico.audit.EpochStore;
import aico.audit.log.LogFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Certificates in {@code log/epochs/<number>}, sealed secret keys in {@code
 * epoch-keys/<number>.sealed}.
 */
public final class EpochFiles implements EpochStore {
  private static final String SEALED = ".sealed";

  private final LogFolder log;
  private final Path keys;

  public EpochFiles(Path stateFolder, LogFolder log) {
    this.log = log;
    this.keys = stateFolder.resolve("epoch-keys");
  }

  @Override
  public Optional<byte[]> sealedKey(long number) {
    try {
      return Optional.of(Files.readAllBytes(keyFile(number)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void keep(long number, byte[] sealed) {
    write(keyFile(number), sealed);
  }

  @Override
  public void publish(long number, byte[] certificate) {
    write(log.epoch(number), certificate);
  }

  /**
   * Overwrites a key before it removes its file. What a disk or a file system that never writes in
   * place keeps of it is sealed under a key of key-service.
   */
  @Override
  public void destroyOthers(long number) {
    Path kept = keyFile(number);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(keys)) {
      for (Path file : files) {
        if (!file.equals(kept)) {
          overwrite(file);
          Files.delete(file);
        }
      }
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Durable.syncFolder(keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void overwrite(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
  }

  private Path keyFile(long number) {
    return keys.resolve(number + SEALED);
  }

  private static void write(Path file, byte[] content) {
    try {
      Path folder = Durable.folderOf(file);
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder);
        Durable.syncFolder(Durable.folderOf(folder));
      }
      Durable.replace(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
