package aico.vault.storage;

import aico.vault.VaultException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Replaces files so that a crash leaves the old or the new content, never a mixture or neither. */
final class DurableFile {
  static final String TEMPORARY = ".new";

  private DurableFile() {}

  /** Writes aside, syncs, renames, syncs the folder; 0600. */
  static void replace(Path file, byte[] content) {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    try {
      Files.deleteIfExists(temporary);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      syncParent(file);
    } catch (IOException failed) {
      throw new VaultException("cannot write %s: %s".formatted(file, failed.getMessage()), failed);
    }
  }

  /** Makes durable that {@code path} is in its folder. */
  static void syncParent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      syncFolder(parent);
    }
  }

  /** Makes what was renamed or made in a folder durable. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
