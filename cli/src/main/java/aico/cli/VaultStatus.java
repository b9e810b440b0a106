package aico.cli;

import aico.bus.contract.Users;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One vault.
 *
 * @param state {@code absent, locked, mounting, mounted, unmounting, damaged}
 * @param path the folder for files; it exists only while mounted
 * @param settings what its owner chose
 * @param owner whose it is: a user, or {@code household}
 * @param shared_with the other users who can open it
 * @param read_only whether it is mounted so that nobody can write to it, since files are not as
 *     they were left
 * @param findings how many files are known not to be as they were left, and were not accepted
 */
public record VaultStatus(
    String name,
    String state,
    String path,
    @Nullable Settings settings,
    String owner,
    List<String> shared_with,
    boolean read_only,
    long findings) {
  public static final String MOUNTED = "mounted";

  /**
   * What its owner chose for a vault; 0 s is off.
   *
   * @param mount {@code unlock, demand, start}
   * @param checked when all of it was last compared with its manifest, RFC 3339, or null
   * @param system_user whose files the mounted ones are; null for the home's owner
   */
  public record Settings(
      String mount,
      long idle_lock_s,
      long grace_s,
      long check_every_s,
      long hook_limit_s,
      @Nullable String checked,
      @Nullable String system_user) {}

  public VaultStatus(String name, String state, String path) {
    this(name, state, path, null, Users.OWNER, List.of(), false, 0);
  }

  /** What is to be said of its files and done about them, where they are not as they were left. */
  public Optional<String> warning() {
    if (findings == 0) {
      return read_only
          ? Optional.of("READ-ONLY: all is as it was left by now; unmount it and mount it again")
          : Optional.empty();
    }
    return Optional.of(
        "%s: %s; see: aico vault check %s"
            .formatted(read_only ? "READ-ONLY" : "CHANGED WHILE LOCKED", changedFiles(), name));
  }

  /** How many files are not as they were left, in words. */
  public String changedFiles() {
    return findings == 1
        ? "1 file is not as it was left"
        : "%,d files are not as they were left".formatted(findings);
  }

  /** Whether that user can open it. */
  public boolean isOpenTo(String user) {
    return owner.equals(user) || owner.equals(Users.HOUSEHOLD) || shared_with.contains(user);
  }

  public boolean isMounted() {
    return state.equals(MOUNTED);
  }
}
