package aico.vault;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a vault is right now. */
public enum VaultState {
  /** Its folder is not there: the disk is not plugged in, or holds something else. */
  ABSENT,
  /** Synced, unmounted, and no gocryptfs process has it open. */
  LOCKED,
  /** gocryptfs is being started. */
  MOUNTING,
  /** Open: its path exists and holds the files. */
  MOUNTED,
  /** Being locked, or a lock that has not come to its end yet; it is not safe to call it locked. */
  UNMOUNTING,
  /** Its ciphertext or its own files are broken or do not fit its key. */
  DAMAGED;

  private static final Set<VaultState> FROM_REST =
      EnumSet.of(ABSENT, LOCKED, MOUNTING, DAMAGED, UNMOUNTING);

  /** Whether the step from this state to {@code next} exists. Staying is always allowed. */
  public boolean mayBecome(VaultState next) {
    return switch (this) {
      case ABSENT, LOCKED, DAMAGED -> FROM_REST.contains(next);
      case MOUNTING -> next != LOCKED;
      case MOUNTED -> next == UNMOUNTING || next == MOUNTED;
      case UNMOUNTING -> next != MOUNTED && next != MOUNTING;
    };
  }

  /** The name on the wire, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
