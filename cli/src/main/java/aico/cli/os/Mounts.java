package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is mounted, as {@code /proc/self/mountinfo} tells. */
public final class Mounts {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  private static final int MOUNT_POINT_FIELD = 4;

  private Mounts() {}

  /** Mount points below a folder. */
  public static List<String> below(Path folder) {
    try {
      return below(folder, Files.readAllLines(MOUNTINFO));
    } catch (IOException noProc) {
      return List.of();
    }
  }

  /** Mount points below any of these folders. */
  public static List<String> below(List<Path> folders) {
    return folders.stream().flatMap(folder -> below(folder).stream()).toList();
  }

  /** Whether the files of a folder are shown by a mount, such as what it holds deciphered. */
  public static boolean isShownElsewhere(Path folder) {
    try {
      return Files.readAllLines(MOUNTINFO).stream()
          .map(line -> line.substring(line.indexOf(" - ") + 3).split(" "))
          .anyMatch(fields -> fields.length > 1 && unescape(fields[1]).equals(folder.toString()));
    } catch (IOException noProc) {
      return false;
    }
  }

  static List<String> below(Path folder, List<String> mountinfo) {
    return mountinfo.stream()
        .map(line -> line.split(" "))
        .filter(fields -> fields.length > MOUNT_POINT_FIELD)
        .map(fields -> unescape(fields[MOUNT_POINT_FIELD]))
        .filter(point -> point.startsWith(folder + "/"))
        .toList();
  }

  /** Space, tab, newline and backslash stand as three octal digits, proc(5). */
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
