package aico.cli.storage;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** An empty folder made in a place of the person's choice and given to a service's user. */
public record GivenFolder(Path path) {

  /** Makes {@code at/name}; nothing when something of that name is there already. */
  public static @Nullable GivenFolder make(Path at, String name, long uid, long gid) {
    if (!Files.isDirectory(at)) {
      throw CommandFailed.usage("--at", at + ": there is no such folder");
    }
    Path folder = at.resolve(name);
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      give(folder, "unix:gid", gid);
      give(folder, "unix:uid", uid);
      return new GivenFolder(folder);
    } catch (FileAlreadyExistsException there) {
      return null;
    } catch (IOException e) {
      throw CommandFailed.failed(folder + ": cannot be made: " + Reasons.of(e));
    }
  }

  private static void give(Path folder, String attribute, long id) throws IOException {
    Files.setAttribute(folder, attribute, Math.toIntExact(id), LinkOption.NOFOLLOW_LINKS);
  }

  public void removeIfEmpty() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException inUse) {
      // The service has begun to fill it: the next creation takes it up.
    }
  }
}
