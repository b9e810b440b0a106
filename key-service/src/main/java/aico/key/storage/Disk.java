package aico.key.storage;

import aico.bus.zmq.SpareFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Replaces files so that a crash at any moment leaves the old one or the new one, whole. The steps
 * are methods of their own so that a test can stop between any two of them.
 */
class Disk {
  /** A name that no state file has. */
  static final String DRAFT_SUFFIX = ".draft";

  private static final String OWNER_ONLY = "rw-------";

  /** When this returns the file has this content, also after a loss of power. */
  final void replace(Path file, byte[] content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + DRAFT_SUFFIX);
    writeDraft(draft, content);
    syncFile(draft);
    rename(draft, file);
    syncFolder(file);
  }

  /** As {@link #replace}, where there is no room for a draft. */
  void replace(SpareFile spare, byte[] content) throws IOException {
    spare.replace(content);
  }

  /** When this returns there is no such file, also after a loss of power. */
  final void remove(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      delete(file);
      syncFolder(file);
    }
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  void writeDraft(Path draft, byte[] content) throws IOException {
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  void syncFile(Path draft) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  void rename(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException otherDisk) {
      throw new IOException(file + ": not replaced in one step", otherDisk);
    }
  }

  void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + ": no folder");
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
