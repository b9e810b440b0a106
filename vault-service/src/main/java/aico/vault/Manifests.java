package aico.vault;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the ciphertext of each vault looked like when it was locked or checked last: finds what
 * gocryptfs cannot see, such as a file cut off at a block, put back from yesterday, or exchanged
 * for another.
 */
public interface Manifests {

  /** What is wrong with a file. */
  enum Fault {
    /** Its content changed though nothing wrote to it: a failing disk, or a hand that hides. */
    DAMAGED,
    /** It is another than before, and changed while the vault was locked. */
    CHANGED,
    /** It went while the vault was locked. */
    MISSING,
    /** It came while the vault was locked. */
    ADDED;

    /** The name on the wire, lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A file of ciphertext that is not as it should be.
   *
   * @param goodAt when it was known to be as it should be
   * @param inode of the file there is, or 0; a mounted vault shows it under the same number
   * @param path below the ciphertext, with bytes that are not printable ASCII as {@code %xx}
   */
  record Finding(Fault fault, Instant goodAt, long inode, String path) {}

  /**
   * What a look at a vault brought.
   *
   * @param sealed when the manifest was made, or null when there was none
   * @param findings at most {@link #FINDINGS_LIMIT}
   * @param total how many there are
   * @param fresh how many of them were not known before
   * @param live files that are in use and were not judged
   * @param damaged how many of all were damaged, not changed by a hand that went past the mount
   */
  record Look(
      @Nullable Instant sealed,
      List<Finding> findings,
      long total,
      long fresh,
      long live,
      long damaged) {
    public Look {
      findings = List.copyOf(findings);
    }

    /** How many changed while the vault was locked. */
    long changed() {
      return total - damaged;
    }
  }

  int FINDINGS_LIMIT = 1000;

  /** Told while a look goes on. */
  interface Sight extends FileTrees.Watch {
    /** So many are not as they should be so far, and so many of them were not known before. */
    void found(long total, long fresh);
  }

  /** The vault is about to be mounted: from now on its files may change. */
  void opened(VaultEntry entry);

  /** Whether the vault was open since its manifest was made, or has none. */
  boolean isDue(VaultEntry entry);

  /**
   * Makes the manifest of a locked vault anew; reads only the files that changed. What changed
   * while it was locked stays a finding until it is accepted.
   *
   * @throws VaultException when a file cannot be read, or the old manifest is not ours; it stays
   */
  Look seal(VaultEntry entry, FileTrees.Watch watch);

  /**
   * Compares a vault that is being mounted, of which the manifest is current: by what the file
   * system says of each file, first what went and what came, then, reading it, what is another than
   * before. What is equal in content is as it should be, whoever copied it. The vault may be opened
   * meanwhile; files that change from then on are in use and not judged, nor is what goes. What is
   * found stays a finding of the next manifest. Errors as above.
   */
  Look look(VaultEntry entry, Sight sight);

  /**
   * Reads every file and compares; a mounted vault's files may be changing. Where it is open to be
   * written to, the manifest is made anew: of what is as it was, and of what was written through
   * the mount and held still while it was read. What is damaged stands there as it was before, and
   * each finding stays one until it is accepted. What is written from the beginning of the check on
   * is left for the next one. Errors as above.
   */
  Look check(VaultEntry entry, FileTrees.Watch watch);

  /** Makes the manifest of a locked vault anew from what is there, and forgets all findings. */
  Look accept(VaultEntry entry, FileTrees.Watch watch);

  /** The ciphertext was exchanged for another by the service itself. */
  void forget(VaultEntry entry);
}
