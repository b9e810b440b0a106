package aico.cli.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Drafts that lie ready, a block of zeros each, so that an unlock leaves a session on a full disk,
 * too: nothing is asked of the disk for them, whoever else waits for a block.
 */
final class Reserve {
  /** Two for a session: eight unlocks, also where none of what is removed comes back. */
  private static final int DRAFTS = 16;

  /** Of the file system; a session's files are smaller. */
  private static final int BLOCK_BYTES = 4096;

  private final Path folder;

  Reserve(Path folder) {
    this.folder = folder;
  }

  private Path draft(int number) {
    return folder.resolve("spare-" + number);
  }

  /** Makes those that are missing, as far as the disk has room. */
  void fill() {
    try {
      for (int i = 0; i < DRAFTS; i++) {
        make(draft(i));
      }
    } catch (IOException full) {
      // What is set aside by now has to do; the next one tries again.
    }
  }

  private static void make(Path draft) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer zeros = ByteBuffer.allocate(BLOCK_BYTES);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException there) {
      return;
    } catch (IOException full) {
      Files.deleteIfExists(draft);
      throw full;
    }
  }

  /** Gives one the name {@code draft}; false when there is none. */
  boolean take(Path draft) {
    for (int i = 0; i < DRAFTS; i++) {
      try {
        Files.move(draft(i), draft, StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (IOException notThere) {
        // The next one may be.
      }
    }
    return false;
  }
}
