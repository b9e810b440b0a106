package aico.audit.storage;

import aico.audit.LeafStore;
import aico.audit.NotStored;
import aico.audit.StoreBroken;
import aico.audit.log.Frame;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader.Place;
import aico.audit.log.SegmentHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Appends leaves to the last segment and starts a new one when that is full. */
public final class SegmentStore implements LeafStore, AutoCloseable {
  /** A reader that starts in the middle of the log passes over at most this much. */
  public static final long SEGMENT_MAX_BYTES = 16L << 20;

  /** What goes to the disk in one write; a larger batch takes several, and still one sync. */
  private static final int WRITE_BYTES = 256 * 1024;

  /** Who follows the log finds its end without reading the segment from its start. */
  private static final int PLACE_EVERY_BYTES = 64 * 1024;

  /** Those of the last two segments; 80 bytes each. */
  private static final int PLACES_MAX = 512;

  private final LogFolder folder;
  private final String logId;
  private final long segmentMaxBytes;
  private final AppendFile.Opener opener;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);
  private final List<byte[]> batch = new ArrayList<>();
  private @Nullable AppendFile file;
  private long fileBytes;
  private final ConcurrentSkipListMap<Long, Place> places = new ConcurrentSkipListMap<>();
  private long segmentFirst;
  private volatile long size;
  private volatile long first;
  private volatile int rollbacks;

  /**
   * A store that goes on behind the leaves that recovery found.
   *
   * @param size leaves on disk, none behind them torn
   */
  public SegmentStore(LogFolder folder, String logId, long size) {
    this(folder, logId, size, SEGMENT_MAX_BYTES, ChannelFile::open);
  }

  SegmentStore(
      LogFolder folder, String logId, long size, long segmentMaxBytes, AppendFile.Opener opener) {
    this.folder = folder;
    this.logId = logId;
    this.size = size;
    this.first = folder.first();
    this.segmentMaxBytes = segmentMaxBytes;
    this.opener = opener;
  }

  @Override
  public long size() {
    return size;
  }

  /** The first leaf that is kept. */
  public long first() {
    return first;
  }

  /** From now on nobody is given a leaf before this one; its files are about to go. */
  public void keepFrom(long firstKept) {
    first = firstKept;
  }

  /** Counts batches taken back: what a reader read ahead of {@link #size} before is void. */
  public int rollbacks() {
    return rollbacks;
  }

  @Override
  public void append(byte[] leaf) {
    batch.add(leaf);
  }

  @Override
  public void discard() {
    batch.clear();
  }

  @Override
  public void commit() {
    if (batch.isEmpty()) {
      return;
    }
    AppendFile segment = segment();
    long before = fileBytes;
    try {
      fileBytes += write(segment);
    } catch (IOException e) {
      takeBack(segment, before);
      throw new NotStored("segment: cannot be written: " + e.getMessage(), e);
    }
    try {
      segment.force();
    } catch (IOException e) {
      throw new StoreBroken("segment: cannot be synced: " + e.getMessage(), e);
    }
    remember(new Place(segmentFirst, size, before));
    size += batch.size();
    batch.clear();
  }

  private void remember(Place place) {
    Map.Entry<Long, Place> last = places.lastEntry();
    if (last == null
        || last.getValue().segment() != place.segment()
        || place.offset() - last.getValue().offset() >= PLACE_EVERY_BYTES) {
      places.put(place.index(), place);
      if (places.size() > PLACES_MAX) {
        places.pollFirstEntry();
      }
    }
  }

  /** The nearest place not behind this leaf, as far as is known of what was written lately. */
  Optional<Place> near(long index) {
    return Optional.ofNullable(places.floorEntry(index)).map(Map.Entry::getValue);
  }

  private long write(AppendFile segment) throws IOException {
    long written = 0;
    buffer.clear();
    for (byte[] leaf : batch) {
      if (buffer.remaining() < Frame.HEADER_BYTES + leaf.length) {
        written += flush(segment);
      }
      Frame.put(buffer, leaf);
    }
    return written + flush(segment);
  }

  private long flush(AppendFile segment) throws IOException {
    int bytes = buffer.flip().remaining();
    segment.append(buffer);
    buffer.clear();
    return bytes;
  }

  private void takeBack(AppendFile segment, long before) {
    rollbacks++;
    batch.clear();
    try {
      segment.truncate(before);
      fileBytes = before;
    } catch (IOException e) {
      throw new StoreBroken("segment: cannot be cut back: " + e.getMessage(), e);
    }
  }

  private AppendFile segment() {
    AppendFile open = file;
    try {
      if (open != null && fileBytes < segmentMaxBytes) {
        return open;
      }
      if (open == null && !folder.listSegments().isEmpty()) {
        return reopenLast();
      }
      return startSegment(open);
    } catch (IOException e) {
      throw new NotStored("segment: cannot be opened: " + e.getMessage(), e);
    }
  }

  private AppendFile reopenLast() throws IOException {
    Map.Entry<Long, Path> newest = folder.listSegments().lastEntry();
    AppendFile last = opener.open(newest.getValue());
    file = last;
    segmentFirst = newest.getKey();
    fileBytes = last.size();
    return fileBytes < segmentMaxBytes ? last : startSegment(last);
  }

  private AppendFile startSegment(@Nullable AppendFile full) throws IOException {
    Files.createDirectories(folder.segments());
    AppendFile fresh = opener.open(folder.segment(size));
    try {
      // What a failed attempt left behind.
      fresh.truncate(0);
      fresh.append(ByteBuffer.wrap(new SegmentHeader(size, logId).encode()));
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    try {
      fresh.force();
      Durable.syncFolder(folder.segments());
    } catch (IOException e) {
      fresh.close();
      throw new StoreBroken("segment: cannot be synced: " + e.getMessage(), e);
    }
    if (full != null) {
      full.close();
    }
    file = fresh;
    segmentFirst = size;
    fileBytes = SegmentHeader.SIZE_BYTES;
    return fresh;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
