package aico.vault;

/** Why gocryptfs did not do what it was asked to. */
public enum Trouble {
  /** It is not installed. */
  NOT_INSTALLED("gocryptfs is not installed (package: gocryptfs)"),
  /** fusermount3 or another program it needs is not installed. */
  TOOL_MISSING("a program that mounting needs is not installed (packages: fuse3, util-linux)"),
  /** The ciphertext folder is missing, or not empty when it should be. */
  CIPHER_FOLDER("the folder of ciphertext is missing or not as expected"),
  /** The mount point is missing, not empty, or a stale mount. */
  MOUNT_POINT("the mount point is missing, not empty or stale"),
  /** Its configuration is missing, cut off or garbled. */
  BROKEN_CONFIGURATION("gocryptfs.conf is damaged"),
  /** The key does not open it. */
  WRONG_KEY("the key does not fit gocryptfs.conf: damaged, or another vault's"),
  /** The kernel or fuse.conf forbids the mount. */
  FUSE_NOT_PERMITTED(
      "mounting is not permitted (/dev/fuse usable by the service? user_allow_other in"
          + " /etc/fuse.conf?)"),
  /** Another gocryptfs process has this ciphertext open. */
  OPEN_ELSEWHERE("another gocryptfs process has this vault open"),
  /** It did not come up in time. */
  TIMED_OUT("gocryptfs did not mount in time"),
  /** Anything else. */
  OTHER("gocryptfs failed");

  private final String sentence;

  Trouble(String sentence) {
    this.sentence = sentence;
  }

  /** What it means, for people. */
  public String sentence() {
    return sentence;
  }

  /** Whether the vault itself is at fault, rather than its surroundings. */
  public boolean isDamage() {
    return switch (this) {
      case BROKEN_CONFIGURATION, WRONG_KEY -> true;
      case NOT_INSTALLED,
          TOOL_MISSING,
          CIPHER_FOLDER,
          MOUNT_POINT,
          FUSE_NOT_PERMITTED,
          OPEN_ELSEWHERE,
          TIMED_OUT,
          OTHER ->
          false;
    };
  }
}
