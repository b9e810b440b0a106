package aico.audit;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.detect.Alert;
import aico.detect.AlertBook;
import aico.detect.AlertBook.Judged;
import aico.detect.DetectException;
import aico.detect.Detection;
import aico.detect.Event;
import aico.detect.Finding;
import aico.detect.RuleSet;
import aico.detect.Silence;
import aico.detect.json.LeafReader;
import aico.detect.sigma.SigmaRules;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every leaf of the log, behind its writer and in a thread of its own, and records alerts.
 * Whatever goes wrong here, recording goes on.
 *
 * <p>INVARIANT: an alert is recorded once. Its id follows from the leaves that made it one; what
 * the log says behind the leaf that comes next is read before that leaf is looked at again.
 */
public final class Watch implements Runnable {
  /** Between two looks: a busy log writes many batches in it, and an alert is no quicker needed. */
  private static final long PAUSE_MS = 20;

  private static final long IDLE_MS = 1_000;
  private static final long SAVE_MS = 5_000;
  private static final long RULES_MS = 5_000;
  private static final System.Logger LOG = System.getLogger(Watch.class.getName());

  private final LongSupplier size;
  private final Leaves.Source leaves;
  private final WatchStore store;
  private final RuleSource rules;
  private final Integrators.OwnTrail trail;
  private final Told told;
  private final InstantSource clock;
  private final Semaphore more = new Semaphore(0);

  private volatile AlertBook book = new AlertBook();
  private volatile SigmaRules.@Nullable Read standing;
  private volatile long next;
  private volatile @Nullable String problem = "not begun";
  private volatile boolean ended;

  private Silence silence = new Silence(Silence.State.empty());
  private Rewind rewind = new Rewind();
  private RuleSource.@Nullable Found found;
  private @Nullable Looking looking;
  private boolean opened;
  private final Set<String> toldBefore = new HashSet<>();
  private long quietBelow;
  private String rulesSha256 = "";
  private long savedMs;
  private long rulesMs;
  private boolean changed;
  private @Nullable Leaves reader;

  /** Hears of alerts. */
  @FunctionalInterface
  public interface Told {
    /**
     * An alert is recorded, or recorded to go on.
     *
     * @param events the sequences of the events that showed it this time
     */
    void told(Alert alert, List<Long> events);
  }

  /** What one set of rules needs. */
  private record Looking(
      long memoryMs, Detection detection, AlertEvents alerts, LeafReader reader) {}

  /**
   * A watch over a log.
   *
   * @param told is given each alert once it is recorded, and again when that it goes on is
   */
  public Watch(
      LongSupplier size,
      Leaves.Source leaves,
      WatchStore store,
      RuleSource rules,
      Integrators.OwnTrail trail,
      Told told,
      InstantSource clock) {
    this.size = size;
    this.leaves = leaves;
    this.store = store;
    this.rules = rules;
    this.trail = trail;
    this.told = told;
    this.clock = clock;
  }

  /** There is more on disk. Never blocks. */
  public void committed() {
    more.release();
  }

  /** Ends the thread soon; what is known by then is kept. */
  public void end() {
    ended = true;
    more.release();
  }

  public AlertBook book() {
    return book;
  }

  /** The rules that stand, and the files that could not be taken. */
  public Optional<SigmaRules.Read> rules() {
    return Optional.ofNullable(standing);
  }

  /** The leaf that is looked at next. */
  public long next() {
    return next;
  }

  /** Why nothing is looked at, if so. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        if (!opened) {
          open();
          opened = true;
        }
        turn();
        problem = null;
      } catch (InterruptedException e) {
        ended = true;
      } catch (RuntimeException e) {
        failed(e);
      }
    }
    close();
    if (opened && changed) {
      try {
        save();
      } catch (RuntimeException e) {
        failed(e);
      }
    }
  }

  private void failed(RuntimeException e) {
    String message = "detection: " + e.getMessage();
    if (!message.equals(problem)) {
      LOG.log(System.Logger.Level.ERROR, message, e);
    }
    problem = message;
    close();
    pause(IDLE_MS);
  }

  private void pause(long ms) {
    try {
      if (!ended) {
        TimeUnit.MILLISECONDS.sleep(ms);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
    }
  }

  private void open() {
    long head = size.getAsLong();
    WatchState state =
        store.load().filter(kept -> kept.next() <= head).orElseGet(() -> WatchState.begin(head));
    silence = new Silence(state.silence());
    book = new AlertBook(state.alerts());
    next = state.next();
    quietBelow = state.quietBelow();
    rulesSha256 = state.rulesSha256();
    RuleSource.Found first = rules.changed().orElse(found);
    if (first == null) {
      throw new AuditException("there are no rules");
    }
    take(first);
    readWhatWasTold(head);
    warm(state.again());
    savedMs = clock.millis();
  }

  private void take(RuleSource.Found fresh) {
    found = fresh;
    standing = fresh.read();
    RuleSet set = fresh.read().rules();
    AlertEvents alerts = new AlertEvents(set.fields());
    looking =
        new Looking(
            set.memoryMs(),
            new Detection(set, store.profiles(), silence),
            alerts,
            new LeafReader(set.fields()));
    fresh
        .read()
        .faults()
        .forEach(fault ->
            LOG.log(System.Logger.Level.ERROR, "rules: {0}: {1}", fault.file(), fault.message()));
    rulesMs = clock.millis();
  }

  /** That other rules stand than the log says is recorded. */
  private void tellRules() {
    RuleSource.Found now = found;
    if (now == null || now.sha256().equals(rulesSha256)) {
      return;
    }
    RuleSet set = now.read().rules();
    trail.record(
        AuditEvent.of(EventCode.ALERT_RULES_CHANGED)
            .with("rules", Integer.toString(set.rules().size() + set.correlations().size()))
            .with("refused_files", Integer.toString(now.read().faults().size()))
            .with("sha256", now.sha256()));
    rulesSha256 = now.sha256();
    changed = true;
  }

  /** Alerts that stand in the log behind the next leaf are not recorded once more. */
  private void readWhatWasTold(long head) {
    toldBefore.clear();
    Looking now = required();
    try (Leaves from = leaves.from(next)) {
      while (!ended && from.nextIndex() < head) {
        Optional<byte[]> leaf = from.next();
        if (leaf.isEmpty()) {
          return;
        }
        read(now, leaf.get())
            .filter(AlertEvents::isOne)
            .flatMap(now.alerts()::told)
            .ifPresent(toldBefore::add);
      }
    }
  }

  private void warm(long from) {
    rewind = new Rewind();
    Looking now = required();
    try (Leaves again = leaves.from(Math.min(from, next))) {
      while (!ended && again.nextIndex() < next) {
        Optional<byte[]> leaf = again.next();
        if (leaf.isEmpty()) {
          return;
        }
        read(now, leaf.get())
            .ifPresent(event -> {
              now.detection().warm(event, clock.millis());
              passed(event);
            });
      }
    }
  }

  private Looking required() {
    if (looking == null) {
      throw new IllegalStateException("not open");
    }
    return looking;
  }

  private void passed(Event event) {
    rewind.passed(
        event.sequence(), Math.min(event.timeMs(), clock.millis()), required().memoryMs());
  }

  private static Optional<Event> read(Looking now, byte[] leaf) {
    try {
      return Optional.of(now.reader().read(leaf));
    } catch (DetectException e) {
      LOG.log(System.Logger.Level.WARNING, "detection: a leaf is left out: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private void turn() throws InterruptedException {
    boolean woken = more.tryAcquire(IDLE_MS, TimeUnit.MILLISECONDS);
    if (woken) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      more.drainPermits();
    }
    long now = clock.millis();
    if (now - rulesMs >= RULES_MS) {
      rulesMs = now;
      Optional<RuleSource.Found> fresh = rules.changed();
      if (fresh.isPresent()) {
        long from = rewind.from(next);
        take(fresh.get());
        warm(from);
      }
    }
    tellRules();
    follow();
    List<Finding> late = new ArrayList<>();
    required().detection().tick(now, late::add);
    late.forEach(finding -> judge(finding, now));
    if (changed && now - savedMs >= SAVE_MS) {
      save();
    }
  }

  private void follow() {
    Leaves from = reader == null ? leaves.from(next) : reader;
    reader = from;
    while (!ended) {
      Optional<byte[]> leaf = from.next();
      if (leaf.isEmpty()) {
        return;
      }
      look(leaf.get());
      next = from.nextIndex();
      changed = true;
      if (store.isFull()) {
        save();
      }
    }
  }

  private void look(byte[] leaf) {
    Looking now = required();
    Optional<Event> read = read(now, leaf);
    if (read.isEmpty()) {
      return;
    }
    Event event = read.get();
    if (AlertEvents.isOne(event)) {
      now.alerts().apply(event, book);
      return;
    }
    List<Finding> found = new ArrayList<>();
    try {
      now.detection().see(event, clock.millis(), found::add);
    } catch (RuntimeException e) {
      // A fault of a detector; the next event is looked at all the same.
      LOG.log(System.Logger.Level.ERROR, "detection: event " + event.sequence(), e);
    }
    found.forEach(finding -> judge(finding, event.timeMs()));
    passed(event);
  }

  private void judge(Finding finding, long eventMs) {
    switch (book.consider(finding, Math.min(eventMs, clock.millis()))) {
      case Judged.Raise(Alert alert) -> {
        if (toldBefore.remove(alert.id())) {
          book.raised(alert);
        } else if (finding.trigger() >= quietBelow) {
          record(AlertEvents.raised(alert));
          book.raised(alert);
          told.told(alert, alert.events());
        }
      }
      case Judged.Again(Alert alert) -> {
        String key = AlertEvents.key(alert.id(), finding.trigger());
        if (!toldBefore.remove(key) && finding.trigger() >= quietBelow) {
          record(AlertEvents.repeated(alert, finding.events()));
          told.told(alert, finding.events());
        }
      }
      case Judged.Nothing nothing -> {}
    }
  }

  /** Tries until it is on disk. */
  private void record(AuditEvent event) {
    while (!ended) {
      try {
        trail.record(event);
        return;
      } catch (AuditException e) {
        problem = "detection: " + e.getMessage();
        pause(IDLE_MS);
      }
    }
    // The detectors have seen the leaf, and would not tell it again: what they know is not kept.
    changed = false;
    throw new AuditException("detection: ended before an alert was recorded");
  }

  private void save() {
    store.save(
        new WatchState(
            next, rewind.from(next), quietBelow, rulesSha256, silence.state(), book.content()));
    savedMs = clock.millis();
    changed = false;
  }

  private void close() {
    Leaves open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
