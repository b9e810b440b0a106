package aico.cli;

import aico.bus.contract.Users;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One vault.
 *
 * @param state {@code absent, locked, mounting, mounted, unmounting, damaged}
 * @param path the folder for files; it exists only while mounted
 * @param settings what its owner chose
 * @param owner whose it is: a user, or {@code household}
 * @param shared_with the other users who can open it
 */
public record VaultStatus(
    String name,
    String state,
    String path,
    @Nullable Settings settings,
    String owner,
    List<String> shared_with) {
  public static final String MOUNTED = "mounted";

  /**
   * What its owner chose for a vault; 0 s is off.
   *
   * @param mount {@code unlock, demand, start}
   * @param checked when all of it was last compared with its manifest, RFC 3339, or null
   */
  public record Settings(
      String mount,
      long idle_lock_s,
      long grace_s,
      long check_every_s,
      long hook_limit_s,
      @Nullable String checked) {}

  public VaultStatus(String name, String state, String path) {
    this(name, state, path, null, Users.OWNER, List.of());
  }

  /** Whether that user can open it. */
  public boolean isOpenTo(String user) {
    return owner.equals(user) || owner.equals(Users.HOUSEHOLD) || shared_with.contains(user);
  }

  public boolean isMounted() {
    return state.equals(MOUNTED);
  }
}
