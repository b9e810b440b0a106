package aico.cli.os;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps down to another user by setpriv(1), which replaces itself by the program. */
public final class AsUser {
  private AsUser() {}

  /**
   * What stands before a command.
   *
   * @param user null to stay who one is
   * @param locked whether setuid programs give no power any more
   */
  public static List<String> prefix(@Nullable String user, boolean locked) {
    return prefix(user, locked, "--clear-groups");
  }

  /** For key-service and its programs: with the group that may use the machine's TPM, if any. */
  public static List<String> prefixForKeys(String user) {
    return prefix(
        user, true, Tpm.group().map(group -> "--groups=" + group).orElse("--clear-groups"));
  }

  private static List<String> prefix(@Nullable String user, boolean locked, String groups) {
    List<String> line = new ArrayList<>();
    line.add("setpriv");
    if (user != null) {
      line.addAll(List.of("--reuid=" + user, "--regid=" + user, groups, "--inh-caps=-all"));
      if (locked) {
        line.add("--bounding-set=-all");
      }
    }
    if (locked) {
      line.add("--no-new-privs");
    }
    if (line.size() == 1) {
      return List.of();
    }
    line.add("--");
    return line;
  }
}
