package aico.cli;

import org.jspecify.annotations.Nullable;

/**
 * One vault.
 *
 * @param state {@code absent, locked, mounting, mounted, unmounting, damaged}
 * @param path the folder for files; it exists only while mounted
 * @param settings what its owner chose
 */
public record VaultStatus(String name, String state, String path, @Nullable Settings settings) {
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
    this(name, state, path, null);
  }

  public boolean isMounted() {
    return state.equals(MOUNTED);
  }
}
