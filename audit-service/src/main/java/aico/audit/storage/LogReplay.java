package aico.audit.storage;

import aico.audit.Leaves;
import aico.audit.log.AuditLogException;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogReader.Next;
import aico.audit.log.LogReader.Place;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the leaves that are on disk for sure, while the store appends. */
public final class LogReplay implements Leaves {
  private final LogFolder folder;
  private final SegmentStore store;
  private @Nullable LogReader reader;
  private int rollbacks;
  private long next;

  /** Reads from a leaf on, which may be the one that comes next. */
  public LogReplay(LogFolder folder, SegmentStore store, long from) {
    this.folder = folder;
    this.store = store;
    this.next = Math.max(from, store.first());
  }

  /** Opens the store's log. */
  public static Leaves.Source of(LogFolder folder, SegmentStore store) {
    return new Leaves.Source() {
      @Override
      public Leaves from(long index) {
        return new LogReplay(folder, store, index);
      }

      @Override
      public long first() {
        return store.first();
      }
    };
  }

  @Override
  public long nextIndex() {
    return next;
  }

  @Override
  public Optional<byte[]> next() {
    // The size first: what was taken back before it grew shows in the count read after it.
    if (next >= store.size()) {
      return Optional.empty();
    }
    while (true) {
      long first = store.first();
      try {
        if (next < first) {
          next = first;
          close();
        }
        if (reader == null || rollbacks != store.rollbacks()) {
          reopen();
        }
        return reader != null && reader.next() instanceof Next found
            ? Optional.of(taken(found.leaf()))
            : Optional.empty();
      } catch (AuditLogException | UncheckedIOException e) {
        // What it was about to read may have been dropped a moment ago; else it is damaged.
        close();
        if (next >= store.first()) {
          throw e;
        }
      }
    }
  }

  private byte[] taken(byte[] leaf) {
    next++;
    return leaf;
  }

  @Override
  public long offset() {
    return reader == null ? 0 : reader.lastOffset();
  }

  private void reopen() {
    close();
    rollbacks = store.rollbacks();
    Optional<Place> near = store.near(next);
    reader =
        near.isPresent() ? LogReader.open(folder, next, near.get()) : LogReader.open(folder, next);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
