package aico.cli;

/**
 * One vault.
 *
 * @param state {@code absent, locked, mounting, mounted, unmounting, damaged}
 * @param path the folder for files; it exists only while mounted
 */
public record VaultStatus(String name, String state, String path) {
  public static final String MOUNTED = "mounted";

  public boolean isMounted() {
    return state.equals(MOUNTED);
  }
}
