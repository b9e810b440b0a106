package aico.vault;

import aico.vault.Recorder.HookRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Programs of the owner around a lock and a mount, such as those that stop and start a database.
 * This service may not run them: whoever starts services, the supervisor, says for which vaults
 * there are some, is told when one is due, and says how they ended.
 *
 * <p>A lock waits for them, but never beyond the vault's limit, and not at all when nobody has
 * asked lately for what is due. A mount does not wait.
 */
public final class Hooks {
  /** How long a question for what is due is held when nothing is; new hooks wait as long. */
  private static final Duration HOLD = Duration.ofSeconds(1);

  /** How soon after an answer the next question has to come, or nobody is there. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Hooks of a moment that nobody fetched are of no use later. */
  private static final int DUE_LIMIT = 2 * Registry.MAX_VAULTS;

  /** When they are run. */
  public enum Moment {
    BEFORE_LOCK,
    AFTER_MOUNT,
    /** By whoever makes the backup, who tells it here for the record. */
    BEFORE_BACKUP,
    AFTER_BACKUP;

    /** The name on the wire and in the file system, such as {@code before-lock}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** That of a wire name. */
    public static Optional<Moment> of(String wireName) {
      return Stream.of(values()).filter(moment -> moment.wireName().equals(wireName)).findFirst();
    }
  }

  /** A vault that has hooks of a moment. */
  public record Point(VaultName vault, Moment moment) {}

  /**
   * Hooks that are to be run now.
   *
   * @param id names this time
   * @param left how long they may take
   */
  public record Due(String id, Point point, Duration left) {}

  private record Waiting(Point point, long untilNs) {}

  private final Clocks clocks;
  private final Recorder recorder;
  private final Notices notices;
  private final Supplier<String> newIds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Waiting> due = new LinkedHashMap<>();
  private Set<Point> offered = Set.of();
  private long leaseEndNs;
  private int asking;
  private boolean closed;

  Hooks(Clocks clocks, Recorder recorder, Notices notices, Supplier<String> newIds) {
    this.clocks = clocks;
    this.recorder = recorder;
    this.notices = notices;
    this.newIds = newIds;
    leaseEndNs = clocks.monotonicNs();
  }

  /**
   * Somebody is there to run these, and asks what is due; answers when something is, or after
   * {@link #HOLD} with nothing.
   *
   * @param known ids of what was fetched before and is being run
   */
  public List<Due> whatIsDue(Set<Point> points, Set<String> known) {
    lock.lock();
    try {
      offered = Set.copyOf(points);
      asking++;
      long left = HOLD.toNanos();
      while (left > 0 && !closed && due.keySet().stream().allMatch(known::contains)) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      asking--;
      leaseEndNs = clocks.monotonicNs() + LEASE.toNanos();
      lock.unlock();
    }
    return fresh(known);
  }

  private List<Due> fresh(Set<String> known) {
    lock.lock();
    try {
      long now = clocks.monotonicNs();
      due.values().removeIf(waiting -> waiting.untilNs() - now <= 0);
      List<Due> fresh = new ArrayList<>();
      due.forEach((id, waiting) -> {
        if (!known.contains(id)) {
          fresh.add(new Due(id, waiting.point(), Duration.ofNanos(waiting.untilNs() - now)));
        }
      });
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /**
   * They were run; recorded, and whoever waits for them goes on.
   *
   * @param id of {@link Due}, or null when nobody waits
   * @param user whose vault it is, or null when it is not there any more
   */
  public void ran(
      @Nullable String id, Point point, List<HookRun> runs, Asker asker, @Nullable String user) {
    try {
      runs.forEach(run -> recorder.recordHook(point, run, asker, user));
    } finally {
      if (id != null) {
        end(id);
      }
    }
  }

  private void end(String id) {
    lock.lock();
    try {
      due.remove(id);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when those before a lock have ended, or the vault's limit is over. */
  void beforeLock(Vault vault) {
    VaultEntry entry = vault.entry();
    Point point = new Point(entry.name(), Moment.BEFORE_LOCK);
    Optional<String> id = begin(point, entry.settings().hookLimit());
    if (id.isPresent() && !awaitEnd(id.get(), entry.settings().hookLimit())) {
      notices.warn(
          "vault %s: its hooks before a lock did not end within %d s; it is locked all the same"
              .formatted(entry.name(), entry.settings().hookLimit().toSeconds()));
    }
  }

  /** Tells that those after a mount are due. */
  void afterMount(Vault vault) {
    VaultEntry entry = vault.entry();
    begin(new Point(entry.name(), Moment.AFTER_MOUNT), entry.settings().hookLimit());
  }

  /** Empty when there are none, or nobody to run them. */
  private Optional<String> begin(Point point, Duration limit) {
    lock.lock();
    try {
      long now = clocks.monotonicNs();
      boolean somebody = asking > 0 || leaseEndNs - now > 0;
      if (closed || !somebody || !offered.contains(point) || limit.isZero()) {
        return Optional.empty();
      }
      if (due.size() >= DUE_LIMIT) {
        notices.warn("hooks: %d due (expected: < %1$d)".formatted(DUE_LIMIT));
        return Optional.empty();
      }
      String id = newIds.get();
      due.put(id, new Waiting(point, now + limit.toNanos()));
      changed.signalAll();
      return Optional.of(id);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitEnd(String id, Duration limit) {
    lock.lock();
    try {
      long leftNs = limit.toNanos();
      while (due.containsKey(id) && leftNs > 0 && !closed) {
        leftNs = changed.awaitNanos(leftNs);
      }
      return due.remove(id) == null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return due.remove(id) == null;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
