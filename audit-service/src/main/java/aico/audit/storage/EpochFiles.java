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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates in {@code log/epochs/<number>}, sealed secret keys in {@code
 * epoch-keys/<number>.sealed}.
 */
public final class EpochFiles implements EpochStore {
  private static final String SEALED = ".sealed";
  private static final Pattern NAME = Pattern.compile("([0-9]{1,18})\\.sealed");

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

  /** Seals the sealed key of an epoch anew. */
  @FunctionalInterface
  public interface Resealing {
    /** The same key under another; nothing when it is under that already. */
    Optional<byte[]> reseal(long number, byte[] sealed);
  }

  /** Seals every key anew; when this returns that is on disk. */
  public void resealAll(Resealing resealing) {
    List<Long> numbers = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(keys, "*" + SEALED)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          numbers.add(Long.valueOf(name.group(1)));
        }
      }
    } catch (NoSuchFileException none) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (long number : numbers) {
      sealedKey(number)
          .flatMap(sealed -> resealing.reseal(number, sealed))
          .ifPresent(sealed -> keep(number, sealed));
    }
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
