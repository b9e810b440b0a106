package aico.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the index up to the log, aside and behind: what it has not reached yet is searched in the
 * log itself. While records come in it takes a fifth of the time of one processor at most. An index
 * that breaks is deleted and made anew.
 */
public final class IndexFeed implements Runnable {
  private static final System.Logger LOG = System.getLogger(IndexFeed.class.getName());

  /** Events of one transaction: some milliseconds. */
  private static final int ROWS = 500;

  private static final long IDLE_MS = 500;

  /** What it rests after a transaction, while records come in, in times of what that took. */
  private static final int REST = 4;

  /** What a broken index is given before it is tried again, doubled each time up to the last. */
  private static final long BROKEN_PAUSE_MS = 1_000;

  private static final long BROKEN_PAUSE_MAX_MS = 300_000;

  private final LongSupplier size;
  private final Leaves.Source leaves;
  private final Store store;
  private final LongSupplier nanoTime;
  private final Semaphore more = new Semaphore(0);
  private final ConcurrentLinkedQueue<Forgetting> forgetting = new ConcurrentLinkedQueue<>();
  private long pauseMs = BROKEN_PAUSE_MS;
  private volatile @Nullable EventIndex index;
  private volatile boolean ended;

  private final ConcurrentLinkedQueue<CompletableFuture<Void>> purging =
      new ConcurrentLinkedQueue<>();

  private record Forgetting(EventIndex.Window window, CompletableFuture<Void> done) {}

  /** Where the index lies. */
  public interface Store {
    /**
     * The index of this log, a new one where there is none, or none that goes on from it.
     *
     * @throws EventIndex.Broken when there can be none
     */
    EventIndex open();

    /** Deletes it. */
    void delete();
  }

  public IndexFeed(LongSupplier size, Leaves.Source leaves, Store store, LongSupplier nanoTime) {
    this.size = size;
    this.leaves = leaves;
    this.store = store;
    this.nanoTime = nanoTime;
  }

  /** There is more on disk. Never blocks. */
  public void committed() {
    more.release();
  }

  /** Ends the thread soon. */
  public void end() {
    ended = true;
    more.release();
  }

  /** The index, while there is one that works. */
  public Optional<EventIndex> index() {
    return Optional.ofNullable(index);
  }

  /** A sequence below which no event is that late, ms since 1970; 0 while no index works. */
  public long firstSince(long timeMs) {
    EventIndex asked = index;
    try {
      return asked == null ? 0 : asked.firstSince(timeMs);
    } catch (EventIndex.Broken e) {
      broken(asked);
      return 0;
    }
  }

  /** An index did not work, says who asked it: it is made anew. */
  public void broken(EventIndex which) {
    if (which == index) {
      index = null;
      more.release();
    }
  }

  /** Forgets events; completes when nothing of them is left in the index. */
  public CompletableFuture<Void> forget(EventIndex.Window window) {
    Forgetting asked = new Forgetting(window, new CompletableFuture<>());
    forgetting.add(asked);
    more.release();
    return asked.done();
  }

  /**
   * Deletes the index with its journal; completes when the files are gone. It is made anew from the
   * log.
   */
  public CompletableFuture<Void> purge() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    purging.add(done);
    index = null;
    more.release();
    return done;
  }

  private void purged() {
    for (CompletableFuture<Void> next = purging.poll(); next != null; next = purging.poll()) {
      next.complete(null);
    }
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        open();
        if (!ended) {
          store.delete();
          purged();
        }
      } catch (InterruptedException e) {
        ended = true;
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "index: made anew: {0}", e.getMessage());
        index = null;
        store.delete();
        purged();
        pause();
      } catch (LinkageError e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "index: there will be none, searches read the log: {0}",
            e.toString());
        ended = true;
      }
    }
    index = null;
    purging.forEach(never ->
        never.completeExceptionally(new AuditException("index: ended before it was purged")));
  }

  private void open() throws InterruptedException {
    try (EventIndex opened = store.open()) {
      index = opened;
      follow(opened);
    }
  }

  private void follow(EventIndex opened) throws InterruptedException {
    try (Leaves reader = leaves.from(opened.next())) {
      while (!ended && index == opened && purging.isEmpty()) {
        forgetAsked(opened);
        long before = nanoTime.getAsLong();
        more.drainPermits();
        boolean all = addSome(opened, reader);
        if (all) {
          more.tryAcquire(IDLE_MS, TimeUnit.MILLISECONDS);
        } else if (more.availablePermits() > 0) {
          TimeUnit.NANOSECONDS.sleep(REST * (nanoTime.getAsLong() - before));
        }
      }
    }
  }

  /** Whether that was all there is. */
  private boolean addSome(EventIndex opened, Leaves reader) {
    List<EventIndex.Row> rows = new ArrayList<>();
    byte[] last = {};
    while (rows.size() < ROWS && reader.nextIndex() < size.getAsLong()) {
      Optional<byte[]> leaf = reader.next();
      if (leaf.isEmpty()) {
        break;
      }
      long sequence = reader.nextIndex() - 1;
      last = leaf.get();
      rows.add(new EventIndex.Row(sequence, reader.offset(), EventFacts.of(last)));
    }
    if (!rows.isEmpty()) {
      opened.add(rows, last);
      pauseMs = BROKEN_PAUSE_MS;
    }
    return rows.size() < ROWS;
  }

  private void forgetAsked(EventIndex opened) {
    for (Forgetting next = forgetting.peek(); next != null; next = forgetting.peek()) {
      opened.forget(next.window());
      forgetting.remove();
      next.done().complete(null);
    }
  }

  /** Commits do not cut it short, an end does. */
  private void pause() {
    long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pauseMs);
    pauseMs = Math.min(2 * pauseMs, BROKEN_PAUSE_MAX_MS);
    try {
      for (long left = end - nanoTime.getAsLong();
          !ended && left > 0;
          left = end - nanoTime.getAsLong()) {
        var unused = more.tryAcquire(left, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      ended = true;
    }
  }
}
