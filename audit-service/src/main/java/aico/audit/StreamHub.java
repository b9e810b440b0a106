package aico.audit;

import aico.audit.StreamSession.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves all streams from one thread, {@link #run}, a few events of each in turn, so that a slow
 * subscriber costs the others nothing. Subscribers that ask for more than they take are bounded by
 * their credit, by the socket's queue, and here by the limits below.
 */
public final class StreamHub implements Runnable {
  /** Events under way to one subscriber; at 64 KiB each its queue stays below 64 MiB. */
  public static final int CREDIT_MAX = 1000;

  /** Streams at once: each holds an open segment and a buffer of 8 KiB. */
  static final int SESSIONS_MAX = 64;

  /** Events sent to one subscriber before the next one's turn. */
  private static final int EVENTS_PER_TURN = 32;

  /** Messages of subscribers that wait; their connections wait with them. */
  private static final int INBOX_MAX = 1024;

  /** Messages of subscribers taken before events are sent again. */
  private static final int MESSAGES_PER_TURN = 64;

  private static final long HEARTBEAT_NS = Duration.ofSeconds(1).toNanos();

  /** How soon a subscriber whose queue was full is tried again. */
  private static final long BLOCKED_RETRY_NS = Duration.ofMillis(5).toNanos();

  private final LongSupplier durableSize;
  private final Leaves.Source leaves;
  private final Supplier<Optional<SignedHead>> checkpoint;
  private final ConsistencyProofs proofs;
  private final CursorBook cursors;
  private final Times times;
  private final Erasures erasures;
  private final LongSupplier nanoTime;
  private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX_MAX);
  private final Map<StreamPeer, StreamSession> sessions = new LinkedHashMap<>();

  /** Ended ones whose peer is not {@link #closed} yet. */
  private final Map<StreamPeer, StreamSession> gone = new HashMap<>();

  private final Map<String, StreamView> views = new HashMap<>();
  private long heartbeatAt;
  private final AtomicBoolean wakeWaits = new AtomicBoolean();
  private volatile @Nullable String failed;
  private volatile boolean ended;

  /** Makes consistency proofs. */
  @FunctionalInterface
  public interface ConsistencyProofs {
    /**
     * The proof between two sizes of the log.
     *
     * @throws AuditException when the log was not signed so far
     */
    List<byte[]> between(long from, long to);
  }

  /** Knows about when events happened. */
  @FunctionalInterface
  public interface Times {
    /** A sequence below which no event is that late, ms since 1970; 0 where none is known. */
    long firstSince(long timeMs);
  }

  public StreamHub(
      LongSupplier durableSize,
      Leaves.Source leaves,
      Supplier<Optional<SignedHead>> checkpoint,
      ConsistencyProofs proofs,
      Cursors cursors,
      Times times,
      Erasures erasures,
      LongSupplier nanoTime) {
    this.erasures = erasures;
    this.durableSize = durableSize;
    this.leaves = leaves;
    this.checkpoint = checkpoint;
    this.proofs = proofs;
    this.cursors = new CursorBook(cursors);
    this.times = times;
    this.nanoTime = nanoTime;
    this.heartbeatAt = nanoTime.getAsLong();
  }

  /** Takes a subscriber's message; blocks while too many wait. */
  public void received(StreamPeer peer, StreamAsk message) {
    put(() -> handle(peer, message));
  }

  /** The connection is gone. */
  public void closed(StreamPeer peer) {
    put(() -> {
      drop(peer);
      gone.remove(peer);
    });
  }

  /** There is more on disk. Never blocks. */
  public void committed() {
    wake();
  }

  /** There is a new checkpoint. Never blocks. */
  public void checkpointed() {
    if (!inbox.offer(this::beat)) {
      wake();
    }
  }

  /** Ends a principal's streams and forgets its cursor. */
  public void revoke(String principal) {
    put(() -> {
      views.remove(principal);
      endAll(principal, new StreamTell.Revoked());
      gone.keySet().removeIf(peer -> peer.principal().equals(principal));
      cursors.forget(principal);
      try {
        erasures.removed(principal);
      } catch (RuntimeException e) {
        failed = "erasure: " + e.getMessage();
      }
    });
  }

  /** There are new erasures. */
  public void erased() {
    put(() -> sessions.values().forEach(this::tellErasures));
  }

  private void tellErasures(StreamSession session) {
    for (Erasures.Notice notice : erasures.of(session.peer().principal())) {
      session.tell(new StreamTell.Erase(notice.subject(), notice.upTo()));
    }
  }

  /** Ends a principal's streams; it may open others, and goes on where it was. */
  public void interrupt(String principal) {
    put(() -> endAll(principal, new StreamTell.Revoked()));
  }

  private void endAll(String principal, StreamTell why) {
    for (StreamPeer peer : List.copyOf(sessions.keySet())) {
      if (peer.principal().equals(principal)) {
        peer.send(why);
        drop(peer);
      }
    }
  }

  /** Lets a principal in; it is told of each event what the view makes of it. */
  public void admit(String principal, StreamView view) {
    put(() -> views.put(principal, view));
  }

  /** Ends the thread soon. */
  public void end() {
    ended = true;
    wake();
  }

  private void put(Runnable action) {
    try {
      inbox.put(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One wake-up waits at a time; a full inbox wakes the thread as well. */
  private void wake() {
    if (wakeWaits.compareAndSet(false, true) && !inbox.offer(() -> wakeWaits.set(false))) {
      wakeWaits.set(false);
    }
  }

  @Override
  public void run() {
    long pauseNs = HEARTBEAT_NS;
    while (!ended) {
      takeMessages(pauseNs);
      Turn turn = sendAll();
      if (nanoTime.getAsLong() - heartbeatAt >= HEARTBEAT_NS) {
        beat();
        saveCursors();
      }
      pauseNs =
          switch (turn) {
            case MORE -> 0;
            case BLOCKED -> BLOCKED_RETRY_NS;
            case IDLE, GONE -> HEARTBEAT_NS - (nanoTime.getAsLong() - heartbeatAt);
          };
    }
    saveCursors();
    List.copyOf(sessions.keySet()).forEach(this::drop);
  }

  private void takeMessages(long pauseNs) {
    try {
      Runnable message = inbox.poll(Math.max(0, pauseNs), TimeUnit.NANOSECONDS);
      for (int i = 1; message != null; i++) {
        message.run();
        message = i < MESSAGES_PER_TURN ? inbox.poll() : null;
      }
    } catch (InterruptedException e) {
      ended = true;
    }
  }

  /** One turn for each stream; the answer is the busiest of theirs. */
  private Turn sendAll() {
    Turn busiest = Turn.IDLE;
    for (StreamSession session : new ArrayList<>(sessions.values())) {
      switch (sendSome(session)) {
        case MORE -> busiest = Turn.MORE;
        case BLOCKED -> busiest = busiest == Turn.MORE ? Turn.MORE : Turn.BLOCKED;
        case IDLE -> {}
        case GONE -> gone(session.peer());
      }
    }
    return inbox.isEmpty() ? busiest : Turn.MORE;
  }

  /** A stream that cannot be served ends; the others go on. */
  private Turn sendSome(StreamSession session) {
    try {
      return session.send(EVENTS_PER_TURN);
    } catch (RuntimeException e) {
      failed = "stream: " + e.getMessage();
      session.peer().send(new StreamTell.Refused("failed", "the log cannot be read", ""));
      return Turn.GONE;
    }
  }

  /** Why a stream or a cursor failed last. */
  public Optional<String> failure() {
    return Optional.ofNullable(failed);
  }

  private void handle(StreamPeer peer, StreamAsk message) {
    switch (message) {
      case StreamAsk.Open open -> open(peer, open);
      case StreamAsk.Ack ack -> acknowledge(peer, ack.sequence());
      case StreamAsk.Proof proof -> prove(peer, proof);
      case StreamAsk.Erased(String subject) -> confirm(peer, subject);
      case StreamAsk.OtherVersion other -> peer.send(new StreamTell.UnsupportedVersion());
      case StreamAsk.Unreadable bad ->
          peer.send(new StreamTell.Refused("usage", bad.message(), bad.field()));
    }
  }

  private void open(StreamPeer peer, StreamAsk.Open open) {
    String principal = peer.principal();
    StreamView view = views.get(principal);
    if (view == null) {
      peer.send(new StreamTell.Revoked());
      return;
    }
    drop(peer);
    long from = start(principal, open.from());
    if (from > durableSize.getAsLong()) {
      refuse(peer, "from: " + from + " (expected: <= " + durableSize.getAsLong() + ")", "from");
      return;
    }
    // One stream an integrator, the newest: two that share a cursor would each lose events.
    endAll(principal, new StreamTell.Replaced());
    if (sessions.size() >= SESSIONS_MAX) {
      peer.send(new StreamTell.Refused("failed", "too many streams", ""));
      return;
    }
    StreamSession session = new StreamSession(peer, view, from, leaves.from(from), open);
    sessions.put(peer, session);
    peer.send(heartbeat());
    tellErasures(session);
  }

  private long start(String principal, StreamAsk.From from) {
    return switch (from) {
      case StreamAsk.Cursor cursor -> cursors.next(principal);
      case StreamAsk.Earliest earliest -> leaves.first();
      case StreamAsk.Latest latest -> durableSize.getAsLong();
      case StreamAsk.At at -> at.sequence();
      case StreamAsk.Since since ->
          Math.clamp(
              times.firstSince(since.time().toEpochMilli()),
              leaves.first(),
              durableSize.getAsLong());
    };
  }

  private void acknowledge(StreamPeer peer, long sequence) {
    StreamSession session = sessions.containsKey(peer) ? sessions.get(peer) : gone.get(peer);
    if (session == null) {
      refuse(peer, "ack: no open stream", "ack");
      return;
    }
    session
        .acknowledge(sequence)
        .ifPresentOrElse(wrong -> refuse(peer, wrong, "seq"), () -> settle(session));
  }

  private void settle(StreamSession session) {
    session.settled().ifPresent(next -> cursors.moved(session.peer().principal(), next));
  }

  private void confirm(StreamPeer peer, String subject) {
    try {
      erasures.confirmed(peer.principal(), subject);
    } catch (RuntimeException e) {
      failed = "erasure: " + e.getMessage();
      peer.send(new StreamTell.Refused("failed", "cannot be kept", "subject"));
    }
  }

  private void prove(StreamPeer peer, StreamAsk.Proof proof) {
    try {
      List<byte[]> hashes = proofs.between(proof.from(), proof.to());
      peer.send(new StreamTell.Proof(proof.from(), proof.to(), hashes));
    } catch (RuntimeException e) {
      refuse(peer, String.valueOf(e.getMessage()), "to");
    }
  }

  private static void refuse(StreamPeer peer, String message, String field) {
    peer.send(new StreamTell.Refused("usage", message, field));
  }

  private void beat() {
    heartbeatAt = nanoTime.getAsLong();
    StreamTell heartbeat = heartbeat();
    for (StreamPeer peer : List.copyOf(sessions.keySet())) {
      if (peer.send(heartbeat) == StreamPeer.Outcome.GONE) {
        gone(peer);
      }
    }
  }

  private StreamTell heartbeat() {
    String note =
        checkpoint.get().map(head -> new String(head.note(), StandardCharsets.UTF_8)).orElse("");
    return new StreamTell.Heartbeat(durableSize.getAsLong(), note);
  }

  private void saveCursors() {
    try {
      sessions.values().forEach(this::settle);
      cursors.save();
    } catch (RuntimeException e) {
      failed = "cursor: " + e.getMessage();
    }
  }

  /** It cannot be told anything more; what it acknowledged before may still be on its way here. */
  private void gone(StreamPeer peer) {
    StreamSession session = sessions.get(peer);
    if (session != null && gone.size() < SESSIONS_MAX) {
      gone.put(peer, session);
    }
    drop(peer);
  }

  private void drop(StreamPeer peer) {
    StreamSession session = sessions.remove(peer);
    if (session != null) {
      session.close();
    }
  }
}
