package aico.vault.os;

import aico.vault.MountTable.Mount;
import aico.vault.VaultException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Lines of {@code /proc/PID/mountinfo}, proc_pid_mountinfo(5):
 *
 * <pre>
 * 42 27 0:39 / /mnt/a\040b rw,nosuid - fuse.gocryptfs /cipher rw,user_id=0
 * (1)(2)(3)(4)    (5)        (6)   (7)      (8)         (9)     (10)
 * </pre>
 *
 * There may be any number of optional fields before the hyphen (7). Blanks, newlines, hashes and
 * backslashes in a field stand as a backslash and three octal digits.
 */
final class MountInfo {
  private static final int MOUNT_POINT = 4;
  private static final int FIRST_OPTIONAL = 6;

  private MountInfo() {}

  /** All mounts of such a text. */
  static List<Mount> parse(byte[] text) {
    // One char per byte, so that names in any encoding survive until they are unescaped.
    return new String(text, StandardCharsets.ISO_8859_1)
        .lines()
        .map(MountInfo::parseLine)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Empty when the mount point is no path on this system, such as one in another encoding. */
  private static Optional<Mount> parseLine(String line) {
    String[] fields = line.split(" ", -1);
    int hyphen = FIRST_OPTIONAL;
    while (hyphen < fields.length && !fields[hyphen].equals("-")) {
      hyphen++;
    }
    if (hyphen + 2 >= fields.length) {
      throw new VaultException("mountinfo: " + line.length() + " characters without a hyphen");
    }
    String point = unescape(fields[MOUNT_POINT]);
    return point.startsWith("/")
        ? Optional.of(
            new Mount(Path.of(point), unescape(fields[hyphen + 1]), unescape(fields[hyphen + 2])))
        : Optional.empty();
  }

  /** Bytes as ISO 8859-1 with octal escapes, to text. */
  static String unescape(String field) {
    var bytes = new ByteArrayOutputStream(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && isOctal(field, i + 1)) {
        bytes.write(Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isOctal(String field, int start) {
    return start + 3 <= field.length()
        && field.substring(start, start + 3).chars().allMatch(c -> c >= '0' && c <= '7');
  }
}
