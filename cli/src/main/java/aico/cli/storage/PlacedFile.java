package aico.cli.storage;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes files whole: drafted with owner and mode in the home's staging folder, which is nobody
 * else's, synced, then moved to their name.
 *
 * <p>INVARIANT: nothing is ever created, chowned or written inside a folder that belongs to a
 * service: a service could put a symbolic link in the way of root. Moving onto a name follows none.
 */
public final class PlacedFile {
  /** Whose file it becomes and who may read it; null leaves the user or group as it is. */
  public record Access(@Nullable Long uid, @Nullable Long gid, String mode) {
    Set<PosixFilePermission> permissions() {
      return PosixFilePermissions.fromString(mode);
    }
  }

  private final Path staging;

  public PlacedFile(Path staging) {
    this.staging = staging;
  }

  /** Puts the content in place unless it already stands there with that access. */
  public void place(Path target, byte[] content, Access access) {
    if (!stands(target, content, access)) {
      write(target, ByteBuffer.wrap(content), access);
    }
  }

  /** Puts the content, which may lie in native memory, in place of what is there. */
  public void write(Path target, ByteBuffer content, Access access) {
    write(target, content, access, StandardOpenOption.CREATE_NEW, draft -> true);
  }

  /** The same out of a reserve, which has to be in the same staging folder. */
  void write(Path target, ByteBuffer content, Access access, Reserve reserve) {
    write(target, content, access, LinkOption.NOFOLLOW_LINKS, reserve::take);
  }

  private void write(
      Path target, ByteBuffer content, Access access, OpenOption how, Predicate<Path> begun) {
    Path draft = staging.resolve(UUID.randomUUID().toString());
    try {
      if (!begun.test(draft)) {
        throw new IOException("no room on the disk, nor any left that was set aside");
      }
      draft(draft, content, access, how);
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(target.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw cannot(target, e);
    } finally {
      delete(draft);
    }
  }

  private static void draft(Path draft, ByteBuffer content, Access access, OpenOption how)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(how, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.truncate(channel.position());
      if (access.gid() != null) {
        Files.setAttribute(draft, "unix:gid", Math.toIntExact(access.gid()));
      }
      if (access.uid() != null) {
        Files.setAttribute(draft, "unix:uid", Math.toIntExact(access.uid()));
      }
      Files.setPosixFilePermissions(draft, access.permissions());
      channel.force(true);
    }
  }

  private static boolean stands(Path target, byte[] content, Access access) {
    try {
      PosixFileAttributes attributes =
          Files.getFileAttributeView(
                  target, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (!attributes.isRegularFile()
          || attributes.size() != content.length
          || !attributes.permissions().equals(access.permissions())) {
        return false;
      }
      Map<String, Object> ids =
          Files.readAttributes(target, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
      return same(ids.get("uid"), access.uid())
          && same(ids.get("gid"), access.gid())
          && Arrays.equals(Files.readAllBytes(target), content);
    } catch (IOException notThere) {
      return false;
    }
  }

  private static boolean same(@Nullable Object actual, @Nullable Long expected) {
    return expected == null || (actual instanceof Number number && number.longValue() == expected);
  }

  private static void sync(@Nullable Path folder) throws IOException {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void delete(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException leftOver) {
      // The staging folder is emptied at the next start.
    }
  }

  private static CommandFailed cannot(Path target, IOException e) {
    return CommandFailed.failed(target + ": cannot be written: " + Reasons.of(e));
  }
}
