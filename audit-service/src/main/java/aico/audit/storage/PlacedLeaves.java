package aico.audit.storage;

import aico.audit.EventIndex;
import aico.audit.EventSearch.LeafAt;
import aico.audit.log.AuditLogException;
import aico.audit.log.LogFolder;
import aico.audit.log.LogReader;
import aico.audit.log.LogReader.Next;
import java.nio.file.Path;
import java.util.TreeMap;

/** Reads leaves by where they stand in their segments. */
public final class PlacedLeaves implements LeafAt {
  private final LogFolder folder;
  private final TreeMap<Long, Path> segments;

  public PlacedLeaves(LogFolder folder) {
    this.folder = folder;
    this.segments = folder.listSegments();
  }

  @Override
  public byte[] at(EventIndex.Place place) {
    Long segment = segments.floorKey(place.sequence());
    if (segment == null) {
      throw new AuditLogException("leaf " + place.sequence() + ": no segment has it");
    }
    LogReader.Place near = new LogReader.Place(segment, place.sequence(), place.offset());
    try (LogReader reader = LogReader.open(folder, place.sequence(), near)) {
      if (reader.next() instanceof Next found) {
        return found.leaf();
      }
      throw new AuditLogException("leaf " + place.sequence() + ": not at its place");
    }
  }

  @Override
  public void close() {
    // Each read opens and closes its segment.
  }
}
