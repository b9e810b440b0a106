package aico.bus.zmq.outbox;

import aico.bus.crypto.HashChain;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import aico.bus.zmq.OutboxFull;
import aico.bus.zmq.RecordPosition;
import aico.bus.zmq.Reserve;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A durable, bounded queue of records. What {@link #append} completes with is on the disk, numbered
 * from 1 within an incarnation that outlives restarts; it stays until {@link #acknowledge}.
 *
 * <p>One writer thread writes and syncs what has gathered since its last sync. A write that fails
 * is taken back, and its records are refused; after a failed sync nobody knows what is on the disk,
 * and the outbox takes nothing more until the process starts anew.
 */
public final class Outbox implements AutoCloseable {
  /** Bytes of records of one append, and of one write with its sync. */
  public static final int BATCH_BYTES = 1024 * 1024;

  /** Bytes waiting for the writer; beyond it {@link #append} blocks. */
  private static final long WAITING_BYTES = 8L * 1024 * 1024;

  private static final long CLOSE_MS = 10_000;

  /** An append that waits for the writer. */
  record Waiting(
      List<byte[]> records,
      long bytes,
      Reserve reserve,
      CompletableFuture<RecordPosition> position) {}

  private final Path folder;
  private final long limitBytes;
  private final Runnable onDurable;
  private final FileChannel lockFile;
  private final Thread writer;
  private final String incarnation;
  private final byte[] readBuffer = new byte[Limits.BATCH_BYTES + Segment.FRAME_OVERHEAD_BYTES];

  // Guarded by this.
  private final List<Segment> segments = new ArrayList<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long acknowledged;
  private Head head;
  private boolean closing;
  private @Nullable OutboxException failure;

  // Where the next read is likely to begin.
  private @Nullable Segment cursorSegment;
  private long cursorSequence;
  private long cursorPosition;

  /**
   * Opens the outbox, or makes one with a new incarnation, or {@link OutboxException}.
   *
   * @param onDurable called by the writer thread whenever more records are durable
   */
  public Outbox(Path folder, Runnable onDurable) {
    this(folder, Limits.OUTBOX_BYTES, onDurable);
  }

  Outbox(Path folder, long limitBytes, Runnable onDurable) {
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.onDurable = onDurable;
    try {
      Files.createDirectories(folder);
      lockFile =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock(folder, lockFile);
      head = load();
      incarnation = Hex.encode(segments.getFirst().header.incarnation());
      acknowledged = segments.getFirst().header.firstSequence() - 1;
      writer = new Thread(new OutboxWriter(this, head.hash()), "outbox " + folder.getFileName());
      writer.setDaemon(true);
      writer.start();
    } catch (IOException e) {
      throw new OutboxException(folder, "cannot be opened: " + e.getMessage(), e);
    }
  }

  private static void lock(Path folder, FileChannel file) throws IOException {
    FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    }
    if (lock == null) {
      file.close();
      throw new OutboxException(folder, "in use by another process");
    }
  }

  private Head load() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> listed = Files.list(folder)) {
      for (Path file : listed.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(Segment.UNFINISHED)) {
          Files.delete(file);
        } else if (name.endsWith(Segment.SUFFIX)) {
          files.add(file);
        }
      }
    }
    ChainHashes chain = new ChainHashes();
    for (Path file : files) {
      segments.add(SegmentScan.read(file, file.equals(files.getLast()), chain));
    }
    byte[] hash = chain.current();
    if (hash == null) {
      hash = new byte[HashChain.HASH_BYTES];
      byte[] random = new byte[SegmentHeader.INCARNATION_BYTES];
      new SecureRandom().nextBytes(random);
      segments.add(Segment.create(folder, new SegmentHeader(random, 1, hash)));
    }
    return new Head(segments.getLast().lastSequence, hash);
  }

  /** Random, made with the outbox and kept across restarts; 32 hex digits. */
  public String incarnation() {
    return incarnation;
  }

  /** The last durable record. */
  public synchronized Head head() {
    return head;
  }

  /** The last record that is no longer held. */
  public synchronized Head base() {
    SegmentHeader first = segments.getFirst().header;
    return new Head(first.firstSequence() - 1, first.hashBefore());
  }

  /** The last record known to be acknowledged. */
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /** Bytes on the disk and on their way to it. */
  public synchronized long usedBytes() {
    return segments.stream().mapToLong(s -> s.durableBytes).sum() + waitingBytes;
  }

  /** What makes the outbox take nothing more, or null. */
  public synchronized @Nullable OutboxException failure() {
    return failure;
  }

  /**
   * Takes records, all or none. Blocks while the writer is far behind.
   *
   * @param reserve what the records may use of it
   * @return completes with the position of the last record when all are durable
   * @throws OutboxFull when they do not fit
   */
  public CompletableFuture<RecordPosition> append(List<byte[]> records, Reserve reserve) {
    long bytes = 0;
    for (byte[] record : records) {
      if (record.length > Limits.RECORD_BYTES) {
        throw new IllegalArgumentException(
            "record: " + record.length + " bytes (expected: <= " + Limits.RECORD_BYTES + ")");
      }
      bytes += record.length + Segment.FRAME_OVERHEAD_BYTES;
    }
    if (records.isEmpty() || bytes > BATCH_BYTES) {
      throw new IllegalArgumentException(
          "records: " + bytes + " bytes (expected: 1 to " + BATCH_BYTES + ")");
    }
    Waiting entry = new Waiting(records, bytes, reserve, new CompletableFuture<>());
    synchronized (this) {
      awaitRoom();
      long limit = limitBytes - keptFrom(reserve);
      long used = usedBytes();
      if (used + bytes > limit) {
        throw new OutboxFull(used, limit);
      }
      waiting.add(entry);
      waitingBytes += bytes;
      notifyAll();
    }
    return entry.position;
  }

  private static long keptFrom(Reserve reserve) {
    return switch (reserve) {
      case NONE -> Limits.OUTBOX_RESERVE_BYTES;
      case OPENING -> Limits.OUTBOX_RESERVE_BYTES / 2;
      case CLOSING -> 0;
    };
  }

  private void awaitRoom() {
    boolean interrupted = false;
    while (waitingBytes > WAITING_BYTES && failure == null && !closing) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new OutboxException(folder, "takes no records: " + failure.getMessage(), failure);
    }
    if (closing) {
      throw new OutboxException(folder, "is closed");
    }
  }

  /** For the writer: what to write next; null at the end. Waits. */
  synchronized @Nullable List<Waiting> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closing) {
        return null;
      }
      wait();
    }
    List<Waiting> batch = new ArrayList<>();
    long bytes = 0;
    while (!waiting.isEmpty() && bytes + waiting.getFirst().bytes <= BATCH_BYTES) {
      bytes += waiting.getFirst().bytes;
      batch.add(waiting.removeFirst());
    }
    return batch;
  }

  /** For the writer: the segment to write to. */
  synchronized Segment active() {
    return segments.getLast();
  }

  /** For the writer: goes on in a new segment. */
  void roll(Head at) throws IOException {
    Segment next =
        Segment.create(
            folder, new SegmentHeader(active().header.incarnation(), at.sequence() + 1, at.hash()));
    synchronized (this) {
      segments.add(next);
      dropAcknowledged();
    }
  }

  /** For the writer: a batch is synced. */
  void durable(List<Waiting> batch, long bytes, Head newHead) {
    synchronized (this) {
      Segment active = segments.getLast();
      active.durableBytes += bytes;
      active.lastSequence = newHead.sequence();
      waitingBytes -= bytes;
      head = newHead;
      notifyAll();
    }
    onDurable.run();
    long sequence = newHead.sequence();
    for (Waiting entry : batch) {
      sequence -= entry.records.size();
    }
    for (Waiting entry : batch) {
      sequence += entry.records.size();
      entry.position.complete(new RecordPosition(incarnation, sequence));
    }
  }

  /** For the writer: these were not written, what comes next may be. */
  void refused(List<Waiting> batch, OutboxException cause) {
    synchronized (this) {
      waitingBytes -= batch.stream().mapToLong(Waiting::bytes).sum();
      notifyAll();
    }
    batch.forEach(entry -> entry.position.completeExceptionally(cause));
  }

  /** For the writer: nothing more can be written. */
  void failed(List<Waiting> batch, OutboxException cause) {
    List<Waiting> lost = new ArrayList<>(batch);
    synchronized (this) {
      failure = cause;
      lost.addAll(waiting);
      waiting.clear();
      waitingBytes = 0;
      notifyAll();
    }
    lost.forEach(entry -> entry.position.completeExceptionally(cause));
  }

  Path folder() {
    return folder;
  }

  /** Forgets every record up to this one. */
  public synchronized void acknowledge(long sequence) {
    acknowledged = Math.max(acknowledged, Math.min(sequence, head.sequence()));
    dropAcknowledged();
  }

  private void dropAcknowledged() {
    // The last segment stays: it holds the incarnation and the next sequence.
    while (segments.size() > 1 && segments.getFirst().lastSequence <= acknowledged) {
      Segment first = segments.removeFirst();
      try {
        first.closeReader();
        Files.delete(first.file);
      } catch (IOException e) {
        throw new OutboxException(first.file, "cannot be deleted: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Durable records from a sequence on; null when there are none, or when the first would not fit.
   *
   * @param maxBytes at most so many, lengths included
   * @param credit at most so much, at a record's bytes and {@link Limits#RECORD_COST_BYTES} each
   */
  public synchronized @Nullable Chunk read(long fromSequence, int maxBytes, long credit) {
    for (Segment segment : segments) {
      if (fromSequence >= segment.header.firstSequence() && fromSequence <= segment.lastSequence) {
        try {
          return read(segment, fromSequence, maxBytes, credit);
        } catch (IOException e) {
          throw new OutboxException(segment.file, "cannot be read: " + e.getMessage(), e);
        }
      }
    }
    return null;
  }

  private @Nullable Chunk read(Segment segment, long fromSequence, int maxBytes, long credit)
      throws IOException {
    long sequence = segment.header.firstSequence();
    long position = SegmentHeader.BYTES;
    if (segment == cursorSegment && cursorSequence <= fromSequence) {
      sequence = cursorSequence;
      position = cursorPosition;
    }
    ChunkReader reader = new ChunkReader(segment, readBuffer, position, sequence);
    reader.skipTo(fromSequence);
    Chunk chunk = reader.take(maxBytes, credit);
    cursorSegment = segment;
    cursorSequence = reader.sequence();
    cursorPosition = reader.position();
    if (cursorSequence > segment.lastSequence && segment != segments.getLast()) {
      segment.closeReader();
    }
    return chunk;
  }

  /** Writes what was taken, and closes the files. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      writer.join(CLOSE_MS);
      synchronized (this) {
        for (Segment segment : segments) {
          segment.closeReader();
        }
        // Gives back the lock, too; again is no error.
        lockFile.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new OutboxException(folder, "cannot be closed: " + e.getMessage(), e);
    }
  }
}
