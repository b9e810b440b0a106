package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/**
 * A Java installation.
 *
 * @param home the folder that holds {@code bin/java}
 */
public record Jdk(Path home) {

  /** The one that runs this process. */
  public static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")));
  }

  public Path java() {
    return home.resolve("bin/java");
  }

  /** Its exact build, by which caches are kept apart: {@code 25.0.3+9-LTS}. */
  public static String build() {
    return Runtime.version().toString();
  }

  /** Whether every user of the machine can run it: each folder above is open to all. */
  public boolean isOpenToAll() {
    try {
      Path real = java().toRealPath();
      if (!Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
      return Access.isTraversableByAll(real.getParent());
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Whether both are of one build, by the file in which a JDK describes itself. */
  public boolean isSameBuildAs(Jdk other) {
    try {
      return Files.mismatch(home.resolve("release"), other.home.resolve("release")) < 0;
    } catch (IOException unreadable) {
      return false;
    }
  }
}
