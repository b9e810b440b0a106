package aico.audit.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The texts of an index, each stored once, with how many events have it. */
final class IndexNames implements AutoCloseable {
  /** Names kept at hand while events are added: a home has some dozens. */
  private static final int CACHE_MAX = 2_048;

  /** What a name names. */
  enum Kind {
    PRINCIPAL,
    USER,
    CODE,
    RESOURCE
  }

  /** A name, and in how many events it is. */
  record Name(long id, long count) {}

  private record Key(Kind kind, String text) {}

  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement count;
  private final PreparedStatement all;
  private final Map<Key, Long> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > CACHE_MAX;
        }
      };
  private final Map<Long, Integer> added = new HashMap<>();

  IndexNames(Connection connection) throws SQLException {
    find = connection.prepareStatement("SELECT id, n FROM names WHERE kind = ? AND text = ?");
    insert =
        connection.prepareStatement(
            "INSERT INTO names (kind, text, n) VALUES (?, ?, 0) RETURNING id");
    count = connection.prepareStatement("UPDATE names SET n = n + ? WHERE id = ?");
    all = connection.prepareStatement("SELECT id, n, text FROM names WHERE kind = ?");
  }

  /** The id of a name, new if need be; counted once. */
  long use(Kind kind, String text) throws SQLException {
    Key key = new Key(kind, text);
    Long known = cache.get(key);
    if (known == null) {
      known = look(kind, text);
      cache.put(key, known);
    }
    added.merge(known, 1, Integer::sum);
    return known;
  }

  private long look(Kind kind, String text) throws SQLException {
    find.setInt(1, kind.ordinal());
    find.setString(2, text);
    try (ResultSet row = find.executeQuery()) {
      if (row.next()) {
        return row.getLong(1);
      }
    }
    insert.setInt(1, kind.ordinal());
    insert.setString(2, text);
    try (ResultSet row = insert.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Writes the counts of what was used since the last call. */
  void keepCounts() throws SQLException {
    for (Map.Entry<Long, Integer> entry : added.entrySet()) {
      count.setInt(1, entry.getValue());
      count.setLong(2, entry.getKey());
      count.executeUpdate();
    }
    added.clear();
  }

  /** After a transaction that did not come about, or names that were deleted. */
  void forgetCache() {
    cache.clear();
    added.clear();
  }

  /** Those of the names that there are. */
  List<Name> exactly(Kind kind, Set<String> texts) {
    List<Name> found = new ArrayList<>();
    try {
      for (String text : texts) {
        find.setInt(1, kind.ordinal());
        find.setString(2, text);
        try (ResultSet row = find.executeQuery()) {
          if (row.next()) {
            found.add(new Name(row.getLong(1), row.getLong(2)));
          }
        }
      }
    } catch (SQLException e) {
      throw SqliteEventIndex.broken(e);
    }
    return found;
  }

  /** The names of a kind that are meant. */
  List<Name> where(Kind kind, Predicate<String> meant) {
    List<Name> found = new ArrayList<>();
    try {
      all.setInt(1, kind.ordinal());
      try (ResultSet row = all.executeQuery()) {
        while (row.next()) {
          if (meant.test(row.getString(3))) {
            found.add(new Name(row.getLong(1), row.getLong(2)));
          }
        }
      }
    } catch (SQLException e) {
      throw SqliteEventIndex.broken(e);
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    find.close();
    insert.close();
    count.close();
    all.close();
  }
}
