package aico.vault.manifest;

import aico.bus.crypto.SecretBytes;
import aico.vault.FileTrees.Watch;
import aico.vault.Manifests.Finding;
import aico.vault.VaultEntry;
import aico.vault.manifest.Comparison.InUse;
import aico.vault.manifest.Comparison.Reads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that a check of an open vault makes, beside the one that stands. Where it cannot be
 * written, as on a full disk, that one stays: the check is worth having without.
 */
final class LiveDraft implements AutoCloseable {
  private static final String ASIDE = ".live";

  private final VaultEntry entry;
  private final Instant begun;
  private final InstantSource clock;
  private ManifestFile.@Nullable Writing made;

  /**
   * A draft without files.
   *
   * @param begun when the first file is met: what changes since is its owner's doing
   */
  LiveDraft(Path file, VaultEntry entry, Instant begun, InstantSource clock) {
    this.entry = entry;
    this.begun = begun;
    this.clock = clock;
    try {
      made = new ManifestFile.Writing(file, ASIDE);
    } catch (IOException full) {
      made = null;
    }
  }

  /** What a crash may leave of one. */
  static boolean isOne(String name) {
    return name.endsWith(ASIDE + ManifestFile.DRAFT);
  }

  void add(Line line) {
    ManifestFile.Writing open = made;
    if (open != null) {
      try {
        open.add(line);
      } catch (UncheckedIOException full) {
        close();
      }
    }
  }

  /**
   * Ends it, and looks whether it may stand: every file that did not change since {@code begun} has
   * to be in it. A folder that was renamed during the walk may have been passed over with its
   * files, whose own times say nothing of that.
   */
  boolean isComplete(Instant sealed, List<Finding> findings, SecretBytes key, Watch watch) {
    ManifestFile.Writing open = made;
    if (open == null) {
      return false;
    }
    try (ManifestFile.@Nullable Reading reading =
        ManifestFile.open(open.draft(entry.id(), sealed, findings, key), entry.id(), key)) {
      Comparison again =
          new Comparison(
              reading,
              () -> begun,
              new CipherWalk(watch),
              Reads.NONE,
              InUse.LEFT,
              clock,
              found -> {});
      again.run(entry.layout().cipher(), line -> {});
      return again.unread() == 0;
    } catch (IOException full) {
      return false;
    }
  }

  /** Puts it in the place of the one that stands; whether that was done. */
  boolean publish() {
    ManifestFile.Writing open = made;
    try {
      if (open != null) {
        open.publish();
      }
      return open != null;
    } catch (IOException failed) {
      return false;
    }
  }

  @Override
  public void close() {
    ManifestFile.Writing open = made;
    made = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException stays) {
        // The next one is written over what is left.
      }
    }
  }
}
