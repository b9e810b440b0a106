package aico.vault.manifest;

import aico.vault.Manifests.Fault;
import aico.vault.Manifests.Finding;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

  /** Which files are read. */
  enum Reads {
    /** None: says what went and what came, and counts what would have to be read. */
    NONE,
    /** Those of which the file system says something else than the manifest. */
    CHANGED,
    ALL
  }

  /** What becomes of a file that was written to while the vault was open. */
  enum InUse {
    /** The vault is locked: it is read, and stands in the new manifest. */
    READ,
    /** It is left alone. */
    LEFT,
    /** The vault is open: it stands in the new manifest if it holds still while it is read. */
    READ_IF_STILL
  }

  /** When the vault was first mounted since the manifest was made. */
  interface Opening {
    /** Null as long as it was not. */
    @Nullable Instant since();
  }

  private final ManifestFile.@Nullable Reading manifest;
  private final Opening opening;
  private final CipherWalk walk;
  private final Reads reads;
  private final InUse inUse;
  private final InstantSource clock;
  private final Consumer<Finding> findings;
  private final Map<Long, Line> gone = new HashMap<>();
  private final List<Line> unexplained = new ArrayList<>();
  private @Nullable Instant openSince;
  private long live;
  private long unread;

  /**
   * A comparison.
   *
   * @param manifest null when there is none: then everything is as it should be
   * @param opening asked again until it was: a vault may be mounted while it is looked at
   * @param clock of this machine, as its file systems have it
   * @param findings told of each
   */
  Comparison(
      ManifestFile.@Nullable Reading manifest,
      Opening opening,
      CipherWalk walk,
      Reads reads,
      InUse inUse,
      InstantSource clock,
      Consumer<Finding> findings) {
    this.inUse = inUse;
    this.clock = clock;
    this.manifest = manifest;
    this.opening = opening;
    this.walk = walk;
    this.reads = reads;
    this.findings = findings;
  }

  /** Meets everything below a folder; {@code lines} gets it as a new manifest has it. */
  void run(Path cipher, Consumer<Line> lines) {
    walk.walk(
        cipher,
        (file, path, state) -> {
          Line line = met(file, path, state);
          if (line != null) {
            lines.accept(line);
          }
        });
    end();
  }

  /**
   * The file as a new manifest has it, or null when it is in use, or not to be read. A damaged one
   * stands there as it was, so that it stays one.
   */
  private @Nullable Line met(Path file, String path, FileState state) throws NoSuchFileException {
    Line before = before(path);
    boolean same = before != null && before.state().equals(state);
    if (same && reads != Reads.ALL) {
      return before;
    }
    boolean rightful = !same && changedWhileOpen(state);
    if (rightful && inUse != InUse.READ) {
      live++;
      if (inUse == InUse.LEFT || isWrittenTo(state)) {
        return null;
      }
    }
    if (reads == Reads.NONE) {
      notRead(before, path, state);
      return null;
    }
    Line now = new Line(walk.hash(file), state, path);
    if (inUse != InUse.READ && isInUse(file, state)) {
      live += rightful ? 0 : 1;
      return null;
    }
    if (manifest == null || rightful) {
      return now;
    }
    if (before == null) {
      came(now);
    } else if (!before.hash().equals(now.hash())) {
      found(same ? Fault.DAMAGED : Fault.CHANGED, state.inode(), path);
      return same ? before : now;
    }
    return now;
  }

  /** A write that follows within the same tick would leave it with the time that it has now. */
  private boolean isWrittenTo(FileState state) {
    return state.changedNs() > ns(clock.instant()) - TICK_NS;
  }

  private void notRead(@Nullable Line before, String path, FileState state) {
    if (before == null && openSince() == null) {
      found(Fault.ADDED, state.inode(), path);
    } else {
      unread++;
    }
  }

  /** Only while the vault is open a folder was renamed rightfully. */
  private void came(Line line) {
    if (openSince() == null) {
      found(Fault.ADDED, line.state().inode(), line.path());
    } else {
      unexplained.add(line);
    }
  }

  /** Whether it was written to while it was read. */
  private boolean isInUse(Path file, FileState state) throws NoSuchFileException {
    if (openSince() == null) {
      return false;
    }
    try {
      FileState now = FileState.of(file);
      return !now.equals(state) && changedWhileOpen(now);
    } catch (NoSuchFileException gone) {
      throw gone;
    } catch (IOException failed) {
      throw CipherWalk.failure(file, failed);
    }
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
    if (openSince() == null) {
      found(Fault.MISSING, 0, line.path());
    } else if (reads != Reads.NONE && gone.size() < MOVED_LIMIT) {
      gone.put(line.state().inode(), line);
    }
  }

  private boolean changedWhileOpen(FileState state) {
    Instant since = openSince();
    return since != null && state.changedNs() >= ns(since) - TICK_NS;
  }

  private static long ns(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  private @Nullable Instant openSince() {
    if (openSince == null) {
      openSince = opening.since();
    }
    return openSince;
  }

  private void found(Fault fault, long inode, String path) {
    if (manifest != null) {
      findings.accept(new Finding(fault, manifest.sealed(), inode, path));
    }
  }

  /** Everything was met: what is left of the manifest went. */
  private void end() {
    if (manifest != null) {
      for (Line next = manifest.peek(); next != null; next = manifest.peek()) {
        manifest.advance();
        isGone(next);
      }
    }
    for (Line line : unexplained) {
      Line moved = gone.get(line.state().inode());
      boolean known =
          moved != null && moved.hash().equals(line.hash()) || gone.size() >= MOVED_LIMIT;
      if (!known) {
        found(Fault.ADDED, line.state().inode(), line.path());
      }
    }
  }

  /** How many would have to be read, where none was. */
  long unread() {
    return unread;
  }

  long live() {
    return live;
  }
}
