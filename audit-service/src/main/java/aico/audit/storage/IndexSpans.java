package aico.audit.storage;

import aico.audit.EventIndex.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * The earliest and the latest time in each 4,096 events. Events stand nearly in the order of their
 * times, so that this finds a time as an index would, at a thousandth of its size.
 */
final class IndexSpans {
  static final int BITS = 12;
  static final String SCHEMA =
      "CREATE TABLE spans (span INTEGER PRIMARY KEY, min_time INTEGER NOT NULL,"
          + " max_time INTEGER NOT NULL, n INTEGER NOT NULL)";

  private final PreparedStatement merge;
  private final Map<Long, Span> added = new HashMap<>();

  private record Span(long minTime, long maxTime, long n) {
    Span with(Span other) {
      return new Span(
          Math.min(minTime, other.minTime), Math.max(maxTime, other.maxTime), n + other.n);
    }
  }

  IndexSpans(Connection connection) throws SQLException {
    merge =
        connection.prepareStatement(
            "INSERT INTO spans VALUES (?, ?, ?, ?) ON CONFLICT (span) DO UPDATE SET"
                + " min_time = min(min_time, excluded.min_time),"
                + " max_time = max(max_time, excluded.max_time), n = n + excluded.n");
  }

  void add(long sequence, long timeMs) {
    added.merge(sequence >>> BITS, new Span(timeMs, timeMs, 1), Span::with);
  }

  /** Writes what was added since the last call. */
  void keep() throws SQLException {
    for (Map.Entry<Long, Span> entry : added.entrySet()) {
      merge.setLong(1, entry.getKey());
      merge.setLong(2, entry.getValue().minTime);
      merge.setLong(3, entry.getValue().maxTime);
      merge.setLong(4, entry.getValue().n);
      merge.executeUpdate();
    }
    added.clear();
  }

  /** Sets the spans of a window right after events of it were deleted. */
  void recount(Statement statement, Window window) throws SQLException {
    long first = window.from() >>> BITS;
    long last = window.to() >>> BITS;
    statement.executeUpdate("DELETE FROM spans WHERE span BETWEEN " + first + " AND " + last);
    statement.executeUpdate(
        "INSERT INTO spans SELECT seq >> "
            + BITS
            + ", min(time), max(time), count(*) FROM events WHERE seq >= "
            + (first << BITS)
            + " AND seq < "
            + ((last + 1) << BITS)
            + " GROUP BY 1");
  }
}
