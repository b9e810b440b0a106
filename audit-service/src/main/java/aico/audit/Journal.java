package aico.audit;

import aico.audit.Duplicates.Sighting;
import aico.audit.log.Leaf;
import aico.bus.contract.AuditEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the log. Any thread submits; one thread, {@link #run}, gives out sequences and
 * writes what has gathered in one batch with one sync (group commit).
 *
 * <p>INVARIANT: a stage completes normally only after its records are on disk, or were there
 * already, or have been refused by an event that is on disk.
 */
public final class Journal implements Runnable {
  /** Submissions that wait; producers hold back what is not acknowledged. */
  private static final int WAITING_MAX = 256;

  /** Bytes that wait or are being written: bounds the heap. */
  private static final int WAITING_MAX_BYTES = 8 << 20;

  /** Bytes of one batch: bounds how long the first of it waits for the sync. */
  private static final int BATCH_MAX_BYTES = 4 << 20;

  /** How often an idle writer looks whether it should end. */
  private static final long IDLE_MS = 500;

  /** Outboxes whose failed records are remembered; a producer has one. */
  private static final int HOLES_MAX = 1024;

  private final LeafStore store;
  private final Duplicates duplicates;
  private final Digests digests;
  private final OwnEvents ownEvents;
  private final String ownPrincipal;
  private final String ownIncarnation;
  private final BlockingQueue<Submission> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Semaphore bytes = new Semaphore(WAITING_MAX_BYTES);
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<AuditEvent>> alarmListeners = new CopyOnWriteArrayList<>();
  private final List<AuditEvent> alarms = new ArrayList<>();

  /**
   * The first record of each outbox that could not be stored. What was under way behind it is
   * refused until it comes again: else the outbox's head would pass over it, and the producer,
   * hearing the head, forget it.
   */
  private final Map<Outbox, Long> holes = new LinkedHashMap<>();

  private final Queue<CompletableFuture<Known>> asked = new ConcurrentLinkedQueue<>();
  private Generations generations = new Generations();
  private Forgotten forgotten = new Forgotten();
  private long ownSequence;
  private long nextIndex;
  private volatile @Nullable StoreBroken broken;
  private volatile @Nullable NotStored lastRefusal;
  private volatile boolean ended;

  private record Submission(
      List<Entry> entries,
      List<AuditEvent> events,
      List<byte[]> own,
      int sizeBytes,
      CompletableFuture<Void> stored) {
    @Nullable Position first() {
      return entries.isEmpty() ? null : entries.getFirst().position();
    }
  }

  /** A journal that hashes by the JDK. */
  Journal(
      LeafStore store,
      Duplicates duplicates,
      OwnEvents ownEvents,
      String ownPrincipal,
      String ownIncarnation) {
    this(store, duplicates, Digests.ofTheJdk(), ownEvents, ownPrincipal, ownIncarnation);
  }

  /**
   * A journal that goes on with a log.
   *
   * @param duplicates rebuilt from the log
   * @param ownIncarnation random, new with every life of the process, 32 hex digits
   */
  public Journal(
      LeafStore store,
      Duplicates duplicates,
      Digests digests,
      OwnEvents ownEvents,
      String ownPrincipal,
      String ownIncarnation) {
    this.store = store;
    this.duplicates = duplicates;
    this.digests = digests;
    this.ownEvents = ownEvents;
    this.ownPrincipal = ownPrincipal;
    this.ownIncarnation = ownIncarnation;
    this.ownSequence = Position.FIRST;
  }

  /** Goes on with what the log tells of; before {@link #run}. */
  public void goOnWith(Generations stores, Forgotten people) {
    generations = stores;
    forgotten = people;
  }

  /** The stores that the log tells of. */
  public Generations generations() {
    return generations;
  }

  /** Who is to be forgotten. */
  public Forgotten forgotten() {
    return forgotten;
  }

  /** A producer's record and where it stands there. */
  public record Sent(Position position, byte[] record) {}

  /** Takes records of one outbox, in order; blocks while too many wait. */
  public CompletionStage<Void> submit(List<Sent> records) {
    List<Entry> entries = new ArrayList<>(records.size());
    int size = 0;
    for (Sent sent : records) {
      entries.add(Entry.of(sent.position(), sent.record(), digests));
      size += sent.record().length;
    }
    return enqueue(entries, List.of(), List.of(), size);
  }

  /** Takes an event of audit-service itself. */
  public CompletionStage<Void> record(AuditEvent event) {
    return enqueue(List.of(), List.of(event), List.of(), RecordCheck.RECORD_MAX_BYTES);
  }

  /** The same of one that those who listen for alarms are to hear of, once it is stored. */
  public CompletionStage<Void> alarm(AuditEvent event) {
    return record(event).thenRun(() -> alarmListeners.forEach(listener -> listener.accept(event)));
  }

  /** Takes an event of audit-service itself that has its envelope already. */
  public CompletionStage<Void> recordEncoded(byte[] event) {
    return enqueue(List.of(), List.of(), List.of(event), event.length);
  }

  private CompletionStage<Void> enqueue(
      List<Entry> entries, List<AuditEvent> events, List<byte[]> own, int size) {
    int permits = Math.clamp(size, 1, WAITING_MAX_BYTES);
    CompletableFuture<Void> stored = new CompletableFuture<>();
    try {
      bytes.acquire(permits);
      stored.whenComplete((ok, failed) -> bytes.release(permits));
      if (ended) {
        stored.completeExceptionally(new AuditException("journal: ended"));
        return stored;
      }
      waiting.put(new Submission(entries, events, own, permits, stored));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stored.completeExceptionally(new AuditException("journal: interrupted", e));
    }
    return stored;
  }

  /** What is known of producers' records, and how many leaves it covers; between two batches. */
  public CompletableFuture<Known> known() {
    CompletableFuture<Known> known = new CompletableFuture<>();
    asked.add(known);
    return known;
  }

  /** See {@link #known}. */
  public record Known(long size, byte[] records) {}

  private void answerAsked() {
    for (CompletableFuture<Known> next = asked.poll(); next != null; next = asked.poll()) {
      if (broken != null) {
        next.completeExceptionally(broken);
        continue;
      }
      synchronized (duplicates) {
        next.complete(
            new Known(store.size(), StoredRecords.encode(duplicates, generations, forgotten)));
      }
    }
  }

  /** Leaves on disk. */
  public long size() {
    return store.size();
  }

  /** Why nothing is acknowledged any more, or why the last batch was not. */
  public Optional<String> failure() {
    AuditException failed = broken != null ? broken : lastRefusal;
    return Optional.ofNullable(failed).map(Throwable::getMessage);
  }

  /** Calls the listener with the log's new size after each commit, in the writer's thread. */
  public void onCommit(LongConsumer listener) {
    listeners.add(listener);
  }

  /** Calls the listener with each stored event about a producer's records, in the same thread. */
  public void onAlarm(Consumer<AuditEvent> listener) {
    alarmListeners.add(listener);
  }

  /** The highest sequence stored of an outbox, or 0. Exact once its submissions are answered. */
  public long head(String producer, String incarnation) {
    synchronized (duplicates) {
      return duplicates.head(producer, incarnation).orElse(Position.FIRST - 1);
    }
  }

  /** Writes until {@link #end}; never interrupt its thread, that would close the segment. */
  @Override
  public void run() {
    while (!ended || !waiting.isEmpty()) {
      answerAsked();
      List<Submission> batch = withoutHoles(gather());
      if (!batch.isEmpty()) {
        write(batch);
      }
    }
    answerAsked();
    waiting.forEach(
        late -> late.stored().completeExceptionally(new AuditException("journal: ended")));
  }

  /** Takes nothing more; what waits is still written. */
  public void end() {
    ended = true;
    // Wakes the writer; where the queue is full it is awake.
    var unused =
        waiting.offer(
            new Submission(List.of(), List.of(), List.of(), 0, new CompletableFuture<>()));
  }

  private List<Submission> gather() {
    List<Submission> batch = new ArrayList<>();
    try {
      Submission first = waiting.poll(IDLE_MS, TimeUnit.MILLISECONDS);
      int size = 0;
      for (Submission next = first; next != null; ) {
        batch.add(next);
        size += next.sizeBytes();
        next = size < BATCH_MAX_BYTES ? waiting.poll() : null;
      }
    } catch (InterruptedException e) {
      ended = true;
    }
    return batch;
  }

  /** Refuses what stands behind records that were not stored. */
  private List<Submission> withoutHoles(List<Submission> batch) {
    if (holes.isEmpty()) {
      return batch;
    }
    List<Submission> sound = new ArrayList<>(batch.size());
    for (Submission submission : batch) {
      Position first = submission.first();
      Long hole = first == null ? null : holes.get(Outbox.of(first));
      if (first != null && hole != null && first.sequence() > hole) {
        submission
            .stored()
            .completeExceptionally(new NotStored("journal: behind what was not stored", null));
        continue;
      }
      if (first != null && hole != null) {
        holes.remove(Outbox.of(first));
      }
      sound.add(submission);
    }
    return sound;
  }

  private void rememberHoles(List<Submission> batch) {
    for (Submission submission : batch) {
      Position first = submission.first();
      if (first != null) {
        holes.merge(Outbox.of(first), first.sequence(), Math::min);
      }
    }
    while (holes.size() > HOLES_MAX) {
      holes.remove(holes.keySet().iterator().next());
    }
  }

  private void write(List<Submission> batch) {
    long ownBefore = ownSequence;
    try {
      if (broken != null) {
        throw broken;
      }
      nextIndex = store.size();
      synchronized (duplicates) {
        for (Submission submission : batch) {
          submission.entries().forEach(this::add);
          submission.events().forEach(event -> addOwn(ownEvents.encode(event)));
          submission.own().forEach(this::addOwn);
        }
      }
      store.commit();
      synchronized (duplicates) {
        duplicates.keep();
      }
      lastRefusal = null;
    } catch (RuntimeException e) {
      takeBack(e, ownBefore);
      rememberHoles(batch);
      batch.forEach(submission -> submission.stored().completeExceptionally(e));
      return;
    }
    batch.forEach(submission -> submission.stored().complete(null));
    listeners.forEach(listener -> listener.accept(store.size()));
    alarms.forEach(alarm -> alarmListeners.forEach(listener -> listener.accept(alarm)));
    alarms.clear();
  }

  private void takeBack(RuntimeException e, long ownBefore) {
    switch (e) {
      case StoreBroken b -> broken = b;
      case NotStored n -> lastRefusal = n;
      default -> lastRefusal = new NotStored("journal: " + e.getMessage(), e);
    }
    ownSequence = ownBefore;
    alarms.clear();
    synchronized (duplicates) {
      duplicates.takeBack();
    }
    if (broken == null) {
      store.discard();
    }
  }

  private void add(Entry entry) {
    Sighting sighting = duplicates.see(entry.position(), entry.sha256());
    if (sighting instanceof Duplicates.Known) {
      return;
    }
    Optional<AuditEvent> refusal = Findings.refusal(entry);
    if (refusal.isEmpty()) {
      addLeaf(entry.position(), entry.record());
    }
    refusal.ifPresent(this::addAlarm);
    Findings.about(entry, sighting).ifPresent(this::addAlarm);
  }

  private void addAlarm(AuditEvent event) {
    alarms.add(event);
    addOwn(ownEvents.encode(event));
  }

  private void addOwn(byte[] event) {
    Position position = new Position(ownPrincipal, ownIncarnation, ownSequence++);
    duplicates.see(position, digests.sha256(event));
    addLeaf(position, event);
  }

  private void addLeaf(Position position, byte[] record) {
    // One that is taken back comes again.
    generations.see(position.producer(), record);
    forgotten.see(position.producer(), record);
    store.append(
        new Leaf(
                nextIndex++,
                position.producer(),
                position.incarnation(),
                position.sequence(),
                record)
            .encode());
  }
}
