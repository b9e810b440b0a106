package aico.audit.storage;

import aico.audit.EventIndex;
import aico.audit.EventSearch.LeafAt;
import aico.audit.IndexFeed;
import aico.audit.Leaves;
import aico.audit.log.AuditLogException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The folder {@code index}: a SQLite database that follows from the segments. One of another log,
 * another version, ahead of the log, or whose last event is not the log's, is deleted and begun
 * anew; so is one that SQLite calls damaged.
 */
public final class IndexFile implements IndexFeed.Store {
  private static final List<String> FILES =
      List.of("events.db", "events.db-wal", "events.db-shm", "events.db-journal");

  private final Path folder;
  private final String logId;
  private final LongSupplier size;
  private final Leaves.Source leaves;
  private final LeafAt.Source places;

  /**
   * The index in this folder.
   *
   * @param size leaves on disk
   */
  public IndexFile(
      Path folder, String logId, LongSupplier size, Leaves.Source leaves, LeafAt.Source places) {
    this.folder = folder;
    this.logId = logId;
    this.size = size;
    this.leaves = leaves;
    this.places = places;
  }

  @Override
  public EventIndex open() {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new EventIndex.Broken(folder + ": cannot be made", e);
    }
    Path file = folder.resolve(FILES.getFirst());
    if (Files.exists(file)) {
      try {
        SqliteEventIndex found = new SqliteEventIndex(file, logId);
        if (goesOn(found)) {
          return found;
        }
        found.close();
      } catch (EventIndex.Broken damaged) {
        // Nothing is lost: all of it stands in the log.
      }
      delete();
    }
    return new SqliteEventIndex(file, logId);
  }

  private boolean goesOn(SqliteEventIndex found) {
    long next = found.next();
    return next == 0
        || (found.isOf(logId)
            && next <= size.getAsLong()
            && found.lastHash().equals(SqliteEventIndex.hashOf(last(found))));
  }

  /**
   * The log's leaf where the index says its last event is: by its place, without looking for it.
   */
  private byte[] last(SqliteEventIndex found) {
    Optional<EventIndex.Place> place = found.lastPlace();
    if (place.isPresent()) {
      try (LeafAt log = places.open()) {
        return log.at(place.get());
      } catch (AuditLogException elsewhere) {
        throw new EventIndex.Broken("of another log", elsewhere);
      }
    }
    long sequence = found.next() - 1;
    try (Leaves reader = leaves.from(sequence)) {
      return reader
          .next()
          .orElseThrow(() -> new EventIndex.Broken("leaf " + sequence + ": gone", null));
    }
  }

  @Override
  public void delete() {
    try {
      for (String name : FILES) {
        Files.deleteIfExists(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
  }
}
