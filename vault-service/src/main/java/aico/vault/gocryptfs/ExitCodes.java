package aico.vault.gocryptfs;

import aico.vault.Trouble;

/**
 * What the exit codes mean: gocryptfs's own (its {@code internal/exitcodes}), and that of {@code
 * flock} which starts it.
 */
final class ExitCodes {
  /** Given to {@code flock --conflict-exit-code}; gocryptfs uses 6 to 29. */
  static final int LOCK_HELD = 75;

  private ExitCodes() {}

  static Trouble trouble(int exitCode) {
    return switch (exitCode) {
      case 6 -> Trouble.CIPHER_FOLDER;
      case 10 -> Trouble.MOUNT_POINT;
      case 11 -> Trouble.BROKEN_CONFIGURATION;
      case 12 -> Trouble.WRONG_KEY;
      case 19 -> Trouble.FUSE_NOT_PERMITTED;
      case LOCK_HELD -> Trouble.OPEN_ELSEWHERE;
      default -> Trouble.OTHER;
    };
  }
}
