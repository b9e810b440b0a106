package aico.vault.manifest;

import aico.vault.Manifests.Fault;
import aico.vault.Manifests.Finding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A walk beside a manifest, both in the same order.
 *
 * <p>Whether a change was rightful is told by the ctime: what was written while the vault was open
 * changed since then. A folder that was renamed leaves its files' ctime as it was: those are known
 * again by inode, size and content.
 */
final class Comparison {
  /** Renamed files that are remembered; beyond, all are taken as renamed. */
  private static final int MOVED_LIMIT = 200_000;

  /** The clock that a file system takes its times from may be a tick of 10 ms behind. */
  private static final long TICK_NS = 100_000_000L;

  private final ManifestFile.@Nullable Reading manifest;
  private final @Nullable Instant openSince;
  private final CipherWalk walk;
  private final boolean readAll;
  private final Map<Long, Line> gone = new HashMap<>();
  private final List<Line> unexplained = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private long live;

  /**
   * A comparison.
   *
   * @param manifest null when there is none: then everything is as it should be
   * @param openSince the first mount since the manifest was made, or null when there was none
   * @param readAll also what looks unchanged
   */
  Comparison(
      ManifestFile.@Nullable Reading manifest,
      @Nullable Instant openSince,
      CipherWalk walk,
      boolean readAll) {
    this.manifest = manifest;
    this.openSince = openSince;
    this.walk = walk;
    this.readAll = readAll;
  }

  /** The file as a new manifest has it, or null when it is in use and was not read. */
  @Nullable Line met(Path file, String path, FileState state, boolean hashLive) {
    Line before = before(path);
    if (before != null && before.state().equals(state)) {
      return unchanged(file, before);
    }
    boolean rightful = changedWhileOpen(state);
    if (rightful && !hashLive) {
      live++;
      return null;
    }
    Line now = new Line(walk.hash(file), state, path);
    if (manifest != null && !rightful) {
      if (before == null) {
        unexplained.add(now);
      } else if (!before.hash().equals(now.hash())) {
        found(Fault.CHANGED, state.inode(), path);
      }
    }
    return now;
  }

  private Line unchanged(Path file, Line before) {
    if (!readAll) {
      return before;
    }
    Line now = new Line(walk.hash(file), before.state(), before.path());
    if (!now.hash().equals(before.hash())) {
      found(Fault.DAMAGED, before.state().inode(), before.path());
    }
    return now;
  }

  /** What the manifest has of this path; all before it are not there any more. */
  private @Nullable Line before(String path) {
    if (manifest == null) {
      return null;
    }
    for (Line next = manifest.peek(); next != null; next = manifest.peek()) {
      int order = Line.compare(next.path(), path);
      if (order > 0) {
        return null;
      }
      manifest.advance();
      if (order == 0) {
        return next;
      }
      isGone(next);
    }
    return null;
  }

  private void isGone(Line line) {
    if (openSince == null) {
      found(Fault.MISSING, 0, line.path());
    } else if (gone.size() < MOVED_LIMIT) {
      gone.put(line.state().inode(), line);
    }
  }

  private boolean changedWhileOpen(FileState state) {
    return openSince != null
        && state.changedNs()
            >= openSince.getEpochSecond() * 1_000_000_000L + openSince.getNano() - TICK_NS;
  }

  private void found(Fault fault, long inode, String path) {
    if (manifest != null) {
      findings.add(new Finding(fault, manifest.sealed(), inode, path));
    }
  }

  /** All findings, once everything was met. */
  List<Finding> end() {
    if (manifest != null) {
      for (Line next = manifest.peek(); next != null; next = manifest.peek()) {
        manifest.advance();
        isGone(next);
      }
    }
    for (Line line : unexplained) {
      Line moved = gone.get(line.state().inode());
      boolean known =
          moved != null && moved.hash().equals(line.hash())
              || openSince != null && gone.size() >= MOVED_LIMIT;
      if (!known) {
        found(Fault.ADDED, line.state().inode(), line.path());
      }
    }
    return findings;
  }

  long live() {
    return live;
  }
}
