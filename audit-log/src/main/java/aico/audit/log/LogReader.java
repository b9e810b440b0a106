package aico.audit.log;

import aico.audit.log.SegmentReader.Broken;
import aico.audit.log.SegmentReader.EndOfSegment;
import aico.audit.log.SegmentReader.Read;
import aico.audit.log.SegmentReader.Whole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads leaves in order, over the ends of segments. Not safe for use by several threads.
 *
 * <p>Torn is what may stand at the end of the last segment after a crash: a frame that is not
 * whole, behind which no whole frame follows. Anything else that is not whole is damage.
 */
public final class LogReader implements AutoCloseable {
  private final LogFolder folder;
  private @Nullable SegmentReader segment;
  private long nextIndex;
  private long lastOffset;

  /** What stands at the reader's place in the log. */
  public sealed interface Step {}

  /** A leaf; its own sequence is its index. */
  public record Next(long index, byte[] leaf) implements Step {}

  /** The log ends here. */
  public record End(long size) implements Step {}

  /** The log ends here with a frame, or a segment's header, that was never finished. */
  public record Torn(long size, Path file, long offset) implements Step {}

  private LogReader(LogFolder folder, long from) {
    this.folder = folder;
    this.nextIndex = from;
  }

  /**
   * Opens the log at a leaf, which may be the one that comes next.
   *
   * @throws DamagedLog when the bytes on the way there are damaged
   */
  public static LogReader open(LogFolder folder, long from) {
    LogReader reader = new LogReader(folder, 0);
    Map.Entry<Long, Path> entry = folder.listSegments().floorEntry(from);
    if (entry != null) {
      reader.nextIndex = entry.getKey();
    }
    return reader.passTo(from);
  }

  private LogReader passTo(long from) {
    while (nextIndex < from) {
      switch (next()) {
        case Next skipped -> {}
        case End end -> throw beyond(from, end.size(), this);
        case Torn torn -> throw beyond(from, torn.size(), this);
      }
    }
    return this;
  }

  /** Where a leaf's frame begins, learned while it was written or read. */
  public record Place(long segment, long index, long offset) {}

  /**
   * Opens the log at a leaf, passing over no more than lies between it and a place before it.
   *
   * @throws DamagedLog when the bytes on the way there are damaged
   */
  public static LogReader open(LogFolder folder, long from, Place near) {
    LogReader reader = new LogReader(folder, near.index);
    reader.segment =
        SegmentReader.openAt(folder.segment(near.segment), near.segment, near.index, near.offset);
    return reader.passTo(from);
  }

  private static AuditLogException beyond(long from, long size, LogReader reader) {
    reader.close();
    return new AuditLogException("from: " + from + " (expected: <= " + size + ")");
  }

  /** The index of the next leaf. */
  public long nextIndex() {
    return nextIndex;
  }

  /** Where the frame of the last leaf given begins in its segment. */
  public long lastOffset() {
    return lastOffset;
  }

  /** Where the next leaf's frame begins, if it stands in the segment being read. */
  public Optional<Place> place() {
    SegmentReader reader = segment;
    return reader == null
        ? Optional.empty()
        : Optional.of(new Place(reader.header().firstSequence(), nextIndex, reader.offset()));
  }

  /**
   * The next leaf or the end; at the end it may be called again later.
   *
   * @throws DamagedLog when what follows is damaged
   */
  public Step next() {
    SegmentReader reader = segment;
    if (reader == null) {
      return enter();
    }
    Read read = reader.next();
    return switch (read) {
      case Whole whole -> leaf(reader, whole);
      case EndOfSegment end -> following(reader, "segment: ends");
      case Broken broken -> {
        if (TornTail.isTorn(reader.file(), broken.offset())) {
          yield following(reader, broken.reason());
        }
        throw new DamagedLog(reader.file(), broken.offset(), broken.index(), broken.reason());
      }
    };
  }

  private Step leaf(SegmentReader reader, Whole whole) {
    long at = reader.offset() - Frame.HEADER_BYTES - whole.leaf().length;
    long sequence;
    try {
      sequence = Leaf.sequenceOf(whole.leaf());
    } catch (AuditLogException e) {
      throw new DamagedLog(reader.file(), at, whole.index(), String.valueOf(e.getMessage()));
    }
    if (sequence != whole.index()) {
      throw new DamagedLog(reader.file(), at, whole.index(), "sequence: " + sequence);
    }
    nextIndex = whole.index() + 1;
    lastOffset = at;
    return new Next(whole.index(), whole.leaf());
  }

  /** Opens the segment that starts with the next leaf. */
  private Step enter() {
    Path file = folder.segment(nextIndex);
    if (!Files.exists(file)) {
      if (hasSegmentBehind(nextIndex)) {
        throw new DamagedLog(file, 0, nextIndex, "segment: missing");
      }
      return new End(nextIndex);
    }
    if (TornTail.isTornHeader(file) && !hasSegmentBehind(nextIndex)) {
      return new Torn(nextIndex, file, 0);
    }
    segment = SegmentReader.open(file, nextIndex);
    return next();
  }

  /** The segment gives no more: goes on with the next one, or the log ends here. */
  private Step following(SegmentReader reader, String reason) {
    long size = reader.nextIndex();
    boolean ended = reason.equals("segment: ends");
    boolean empty = size == reader.header().firstSequence();
    // Looking for the one file first spares listing the folder at the end of each segment.
    if ((empty || !Files.exists(folder.segment(size))) && !hasSegmentBehind(size)) {
      return ended ? new End(size) : new Torn(size, reader.file(), reader.offset());
    }
    if (empty) {
      throw new DamagedLog(reader.file(), reader.offset(), size, "segment: empty, not the last");
    }
    // The writer finishes a segment before it starts the next: look again, now that there is one.
    switch (reader.next()) {
      case Whole whole -> {
        return leaf(reader, whole);
      }
      case Broken broken ->
          throw new DamagedLog(reader.file(), broken.offset(), broken.index(), broken.reason());
      case EndOfSegment end -> {
        reader.close();
        segment = null;
        return enter();
      }
    }
  }

  private boolean hasSegmentBehind(long index) {
    return folder.listSegments().higherKey(index) != null;
  }

  /** Whether any segment exists. */
  public static boolean exists(LogFolder folder) {
    return Files.isDirectory(folder.segments()) && !folder.listSegments().isEmpty();
  }

  @Override
  public void close() {
    if (segment != null) {
      segment.close();
    }
  }
}
