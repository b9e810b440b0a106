package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether other users can reach a path. */
public final class Access {
  private Access() {}

  public static boolean isTraversableByAll(@Nullable Path folder) {
    return firstClosed(folder).isEmpty();
  }

  /** The first folder on the way to this one, itself included, that others may not pass. */
  public static Optional<Path> firstClosed(@Nullable Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      try {
        if (Files.exists(at)
            && !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return Optional.of(at);
        }
      } catch (IOException unreadable) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /** The user id of a file's owner; nothing when there is no such file. */
  public static OptionalLong ownerOf(Path path) {
    try {
      Object uid = Files.getAttribute(path, "unix:uid");
      return uid instanceof Number number
          ? OptionalLong.of(number.longValue())
          : OptionalLong.empty();
    } catch (IOException absent) {
      return OptionalLong.empty();
    }
  }
}
