package aico.cli.storage;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A lock that ends with the process that holds it, however it ends. */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The lock, or nothing when another process holds it. */
  public static Optional<HomeLock> tryLock(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return Optional.of(new HomeLock(channel));
        }
      } catch (OverlappingFileLockException heldHere) {
        // Within one process it is held as well.
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw CommandFailed.failed(file + ": cannot be locked: " + Reasons.of(e));
    }
  }

  /** Whether nobody holds it now. */
  public static boolean isFree(Path file) {
    Optional<HomeLock> lock = tryLock(file);
    lock.ifPresent(HomeLock::close);
    return lock.isPresent();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException closed) {
      // The lock is gone either way.
    }
  }
}
