package aico.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A program of the owner's that runs around a vault's lock, mount or backup.
 *
 * @param moment {@code before-lock, after-mount, before-backup, after-backup}
 * @param name of its file; those of a moment run in the order of their names
 * @param problem why it is not run, or null
 */
public record Hook(String vault, String moment, String name, Path file, @Nullable String problem) {

  public boolean isRunnable() {
    return problem == null;
  }

  /**
   * How it ended.
   *
   * @param exit_code 137 when it was ended at the limit, 126 when it could not be started
   */
  public record Ended(String hook, int exit_code, long took_ms) {
    public static final int AT_LIMIT = 137;
    public static final int NOT_STARTED = 126;

    public boolean ok() {
      return exit_code == 0;
    }
  }
}
