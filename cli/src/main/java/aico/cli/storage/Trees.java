package aico.cli.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies and removes folders with all that is in them. */
public final class Trees {
  private static final Set<PosixFilePermission> PROGRAM =
      PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  private Trees() {}

  /**
   * Copies a folder so that everybody may read the copy and only the caller may change it. Times
   * are kept: a cache trained on the copy is refused when they change.
   */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(folder));
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, PROGRAM);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            copyFile(file, to.resolve(from.relativize(file)), attributes);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Copies one file, with its time. */
  static void copyFile(Path from, Path to) throws IOException {
    copyFile(from, to, Files.readAttributes(from, BasicFileAttributes.class));
  }

  private static void copyFile(Path from, Path to, BasicFileAttributes attributes)
      throws IOException {
    if (attributes.isSymbolicLink()) {
      Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
      return;
    }
    Files.copy(from, to);
    Files.setPosixFilePermissions(to, Files.isExecutable(from) && isProgram(from) ? PROGRAM : FILE);
    Files.setLastModifiedTime(to, attributes.lastModifiedTime());
  }

  private static boolean isProgram(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
  }

  /** Removes a folder if it is there; never follows a link. */
  public static void remove(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
