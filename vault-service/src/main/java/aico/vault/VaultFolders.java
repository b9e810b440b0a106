package aico.vault;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The folders that hold ciphertext, {@link VaultLayout}. */
public interface VaultFolders {

  /** What was found where a vault should lie. */
  sealed interface Found {
    /**
     * Complete, and this vault's.
     *
     * @param epoch whose key opens it, from 1
     */
    record Ready(int epoch) implements Found {}

    /** Nothing of this vault is there. */
    record Absent(String detail) implements Found {}

    /** It is there and cannot be used. */
    record Damaged(String detail) implements Found {}
  }

  /** What claiming a folder for a new vault led to. */
  sealed interface Claim {
    /**
     * The folder is this vault's.
     *
     * @param id new, or that of an interrupted creation which now goes on
     * @param complete whether ciphertext lies there already
     */
    record Claimed(VaultLayout layout, String id, boolean complete) implements Claim {}

    /** It cannot be used; {@code field} is the request's field at fault. */
    record Refused(Outcome.Reason reason, @Nullable String field, String message)
        implements Claim {}
  }

  /** When its ciphertext was made; long ago where that cannot be told. */
  Instant made(VaultLayout layout);

  /** Looks at the folder of a vault; brings a switch that was interrupted to its end first. */
  Found inspect(VaultEntry entry);

  /**
   * Makes {@code parent/name} and marks it as this vault's, or takes up an interrupted creation. An
   * empty folder of the service's user is taken as it is.
   *
   * @param at the folder a person named, or null for the default place
   */
  Claim claim(VaultName name, @Nullable Path at, String newId);

  /** As {@link #claim}, of a folder of the service's user in which ciphertext lies already. */
  Claim claimCiphertext(VaultName name, Path at, String newId);

  /**
   * Moves all that is in a vault, mounted for the service alone, into {@code files}, unless that is
   * all there is; goes on where an earlier call was interrupted.
   */
  void gatherFiles(Path mountPoint);

  /** An empty {@code cipher.new} (0711) and {@code mount.new}; removes what a crash left. */
  void stage(VaultLayout layout);

  /**
   * As {@link #stage}, but keeps the new ciphertext of an interrupted rotation.
   *
   * @return whether there is any
   */
  boolean stageAgain(VaultLayout layout);

  /**
   * Puts the new ciphertext, which is synced, in the place of the old one, at once and durably:
   * from when this has begun, only {@code epoch}'s key opens the vault. Removes the old one.
   */
  void switchTo(VaultEntry entry, int epoch);

  /** Makes {@code files} (0700) in a vault that is mounted for the service alone. */
  void makeFiles(Path mountPoint);

  /** Syncs {@code cipher.new} and makes it {@code cipher}, at once and durably. */
  void publish(VaultLayout layout);

  /** Removes what {@link #stage} made. */
  void unstage(VaultLayout layout);
}
