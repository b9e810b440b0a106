package aico.bus.zmq;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Lets a small state file be replaced when the disk is full: a file of zeros, {@code NAME.spare},
 * stands beside it. {@link #replace} writes over it where it lies and exchanges the two, so that no
 * block is asked for and none is given back, however often, and whoever else waits for one. A crash
 * leaves the old content or the new one, whole.
 *
 * <p>It holds for file systems that write in place. On one that copies on write (Btrfs, ZFS) or
 * knows no hard links, what a full disk gives is what that file system keeps back itself.
 */
public final class SpareFile {
  private static final String OWNER_ONLY = "rw-------";

  private final Path folder;
  private final Path file;
  private final Path spare;

  /** The former file, between the two halves of an exchange. */
  private final Path former;

  private final int bytes;

  /**
   * The spare of a file; nothing is made yet.
   *
   * @param file in a folder that only this process writes to
   * @param bytes what the file holds at most; more is replaced only as far as the disk has it
   */
  public SpareFile(Path file, int bytes) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + ": no folder");
    }
    folder = parent;
    this.file = file;
    spare = file.resolveSibling(file.getFileName() + ".spare");
    former = file.resolveSibling(file.getFileName() + ".former");
    this.bytes = bytes;
  }

  /** Sets the room aside as far as the disk has it; to be called whenever there may be some. */
  public void setAside() {
    try {
      settle();
      if (!Files.exists(spare, LinkOption.NOFOLLOW_LINKS)) {
        create();
      }
      if (Files.size(spare) != bytes) {
        blank();
      }
    } catch (IOException full) {
      // What there is by now has to do.
    }
  }

  /**
   * Replaces the file from its spare. Durable when this returns.
   *
   * @throws IOException when there is no spare, or it is too short and the disk is full; then the
   *     file is as it was
   */
  public void replace(byte[] content) throws IOException {
    settle();
    if (links(spare) != 1) {
      throw new IOException("no room is set aside for " + file.getFileName());
    }
    try (FileChannel channel = open()) {
      write(channel, content);
      channel.truncate(content.length);
      channel.force(true);
    }
    boolean keeps = keepFormer();
    Files.move(spare, file, StandardCopyOption.ATOMIC_MOVE);
    if (keeps) {
      Files.move(former, spare, StandardCopyOption.ATOMIC_MOVE);
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
    setAside();
  }

  /** Ends an exchange that a crash cut short. */
  private void settle() throws IOException {
    // INVARIANT: what is written over is under no other name: it is not the file itself.
    if (Files.exists(former, LinkOption.NOFOLLOW_LINKS)) {
      if (links(former) == 1 && links(spare) == 0) {
        Files.move(former, spare, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.delete(former);
      }
    }
    if (links(spare) > 1) {
      Files.delete(spare);
    }
  }

  private boolean keepFormer() {
    try {
      Files.createLink(former, file);
      return true;
    } catch (IOException | UnsupportedOperationException notThere) {
      // No file yet, or no links here: this exchange costs the spare.
      return false;
    }
  }

  private void create() throws IOException {
    try {
      Files.createFile(
          spare, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    } catch (FileAlreadyExistsException there) {
      // As good.
    }
  }

  /** Zeros: behind a hole nothing is set aside, and a former content has no business here. */
  private void blank() throws IOException {
    try (FileChannel channel = open()) {
      write(channel, new byte[bytes]);
      channel.truncate(bytes);
      channel.force(true);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(spare, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  private static void write(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer, buffer.position());
    }
  }

  /** Under how many names it is; 0 where there is none. */
  private static int links(Path path) throws IOException {
    try {
      Object count = Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
      return count instanceof Integer links ? links : 0;
    } catch (NoSuchFileException none) {
      return 0;
    }
  }
}
