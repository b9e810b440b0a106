package aico.audit.storage;

import aico.audit.EventIndex.Counted;
import aico.audit.EventIndex.Found;
import aico.audit.EventIndex.Place;
import aico.audit.EventIndex.Window;
import aico.audit.EventMatch;
import aico.bus.contract.EventFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks an index, one question at a time, over a connection of its own. */
final class IndexQueries implements AutoCloseable {
  /** Events that one statement walks over at most: some tens of milliseconds. */
  private static final long STEP = 200_000;

  /** After so long what is there is the answer, and the asker goes on from where it ended. */
  private static final long MOMENT_NS = TimeUnit.MILLISECONDS.toNanos(400);

  private final Connection connection;
  private final IndexNames names;

  IndexQueries(Connection connection) throws SQLException {
    this.connection = connection;
    this.names = new IndexNames(connection);
  }

  private record Times(long since, long until) {
    boolean isAny() {
      return since == Long.MIN_VALUE && until == Long.MAX_VALUE;
    }
  }

  synchronized Found find(
      EventMatch match, Window window, boolean newestFirst, int limit, long total) {
    EventFilter filter = match.filter();
    long end = newestFirst ? window.from() : window.to();
    IndexPlan plan = IndexPlan.of(match, names, total);
    if (plan.isNothing()) {
      return new Found(List.of(), end);
    }
    Times times = new Times(filter.sinceMs(), filter.untilMs());
    try {
      Window left = narrowed(window, times);
      List<Place> found = new ArrayList<>();
      long start = System.nanoTime();
      while (left.from() < left.to()) {
        Window step =
            newestFirst
                ? new Window(Math.max(left.from(), left.to() - STEP), left.to())
                : new Window(left.from(), Math.min(left.to(), left.from() + STEP));
        find(plan, step, times, newestFirst, limit - found.size(), found);
        if (found.size() >= limit) {
          long last = found.getLast().sequence();
          return new Found(found, newestFirst ? last : last + 1);
        }
        left =
            newestFirst ? new Window(left.from(), step.from()) : new Window(step.to(), left.to());
        if (System.nanoTime() - start > MOMENT_NS && left.from() < left.to()) {
          return new Found(found, newestFirst ? left.to() : left.from());
        }
      }
      return new Found(found, end);
    } catch (SQLException e) {
      throw SqliteEventIndex.broken(e);
    }
  }

  private void find(
      IndexPlan plan, Window step, Times times, boolean newestFirst, int limit, List<Place> into)
      throws SQLException {
    String sql =
        "SELECT seq, place"
            + plan.fromWhere(!times.isAny())
            + " ORDER BY seq "
            + (newestFirst ? "DESC" : "ASC")
            + " LIMIT "
            + limit;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, step, times);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          into.add(new Place(row.getLong(1), row.getLong(2)));
        }
      }
    }
  }

  synchronized Optional<Counted> count(EventMatch match, Window window, long total) {
    EventFilter filter = match.filter();
    IndexPlan plan = IndexPlan.of(match, names, total);
    if (!plan.isExact()) {
      return Optional.empty();
    }
    if (plan.isNothing()) {
      return Optional.of(new Counted(0, window.to()));
    }
    Times times = new Times(filter.sinceMs(), filter.untilMs());
    try {
      Window left = narrowed(window, times);
      long count = 0;
      long start = System.nanoTime();
      while (left.from() < left.to()) {
        Window step = step(left, plan, times);
        count +=
            step.to() - step.from() == 1L << IndexSpans.BITS && plan.isTimeAlone()
                ? spanned(step, times, plan)
                : counted(step, times, plan);
        left = new Window(step.to(), left.to());
        if (System.nanoTime() - start > MOMENT_NS && left.from() < left.to()) {
          return Optional.of(new Counted(count, left.from()));
        }
      }
      return Optional.of(new Counted(count, window.to()));
    } catch (SQLException e) {
      throw SqliteEventIndex.broken(e);
    }
  }

  /** Span by span where those may tell the count by themselves. */
  private static Window step(Window left, IndexPlan plan, Times times) {
    long bits = plan.isTimeAlone() ? 1L << IndexSpans.BITS : STEP;
    long end = plan.isTimeAlone() ? (left.from() / bits + 1) * bits : left.from() + bits;
    return new Window(left.from(), Math.min(end, left.to()));
  }

  private long spanned(Window step, Times times, IndexPlan plan) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT min_time, max_time, n FROM spans WHERE span = ?")) {
      statement.setLong(1, step.from() >>> IndexSpans.BITS);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || row.getLong(1) >= times.until || row.getLong(2) < times.since) {
          return 0;
        }
        if (row.getLong(1) >= times.since && row.getLong(2) < times.until) {
          return row.getLong(3);
        }
      }
    }
    return counted(step, times, plan);
  }

  private long counted(Window step, Times times, IndexPlan plan) throws SQLException {
    String sql = "SELECT count(*)" + plan.fromWhere(!times.isAny());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, step, times);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The part of a window in which the times can be. */
  private Window narrowed(Window window, Times times) throws SQLException {
    if (times.isAny()) {
      return window;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT min(span), max(span) FROM spans WHERE max_time >= ? AND min_time < ?")) {
      statement.setLong(1, times.since);
      statement.setLong(2, times.until);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long first = row.getLong(1);
        if (row.wasNull()) {
          return new Window(window.to(), window.to());
        }
        return new Window(
            Math.max(window.from(), first << IndexSpans.BITS),
            Math.min(window.to(), (row.getLong(2) + 1) << IndexSpans.BITS));
      }
    }
  }

  /** The first span that has an event so late, or the end where none has. */
  synchronized long firstSince(long timeMs, long total) {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT min(span) FROM spans WHERE max_time >= ?")) {
      statement.setLong(1, timeMs);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long first = row.getLong(1);
        return row.wasNull() ? total : Math.min(total, first << IndexSpans.BITS);
      }
    } catch (SQLException e) {
      throw SqliteEventIndex.broken(e);
    }
  }

  private static void bind(PreparedStatement statement, Window step, Times times)
      throws SQLException {
    statement.setLong(1, step.from());
    statement.setLong(2, step.to());
    if (!times.isAny()) {
      statement.setLong(3, times.since);
      statement.setLong(4, times.until);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
