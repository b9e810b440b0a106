package aico.audit.storage;

import aico.audit.EventFacts;
import aico.audit.EventIndex;
import aico.audit.EventMatch;
import aico.audit.log.Hashes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The index in a SQLite database. A crash or power cut leaves a whole one that ends earlier
 * (journal in WAL mode, synced before it is merged); what is deleted is overwritten ({@code
 * secure_delete}).
 */
final class SqliteEventIndex implements EventIndex {
  static final int VERSION = 1;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE log (log_id TEXT NOT NULL, next INTEGER NOT NULL, last_hash TEXT NOT NULL)",
          "CREATE TABLE names (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL,"
              + " n INTEGER NOT NULL, UNIQUE (kind, text))",
          "CREATE TABLE events (seq INTEGER PRIMARY KEY, place INTEGER NOT NULL,"
              + " time INTEGER NOT NULL, principal INTEGER NOT NULL, user INTEGER,"
              + " code INTEGER NOT NULL, class INTEGER NOT NULL, severity INTEGER NOT NULL,"
              + " resource INTEGER)",
          "CREATE INDEX events_principal ON events (principal)",
          "CREATE INDEX events_user ON events (user) WHERE user IS NOT NULL",
          "CREATE INDEX events_code ON events (code)",
          "CREATE INDEX events_resource ON events (resource) WHERE resource IS NOT NULL",
          IndexSpans.SCHEMA,
          "PRAGMA user_version = " + VERSION);

  private final Connection writer;
  private final IndexNames names;
  private final IndexSpans spans;
  private final PreparedStatement insert;
  private final PreparedStatement keep;
  private final IndexQueries queries;
  private volatile long next;
  private String lastHash = "";
  private String owner = "";

  /**
   * Opens an index, or begins one.
   *
   * @throws EventIndex.Broken when it cannot be used
   */
  SqliteEventIndex(Path file, String logId) {
    try {
      writer = connect(file);
      try {
        begin(logId);
        names = new IndexNames(writer);
        spans = new IndexSpans(writer);
        insert = writer.prepareStatement("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        keep = writer.prepareStatement("UPDATE log SET next = ?, last_hash = ?");
        writer.setAutoCommit(false);
        queries = new IndexQueries(connect(file));
      } catch (SQLException | RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setCacheSize(-1_024);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setBusyTimeout(5_000);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA secure_delete = ON");
      statement.execute("PRAGMA trusted_schema = OFF");
      statement.execute("PRAGMA cell_size_check = ON");
    }
    return connection;
  }

  private void begin(String logId) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      int version = number(statement, "PRAGMA user_version");
      if (version == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") == 0) {
        writer.setAutoCommit(false);
        for (String sql : SCHEMA) {
          statement.execute(sql);
        }
        try (PreparedStatement log = writer.prepareStatement("INSERT INTO log VALUES (?, 0, '')")) {
          log.setString(1, logId);
          log.executeUpdate();
        }
        writer.commit();
        writer.setAutoCommit(true);
      } else if (version != VERSION) {
        throw new Broken("version: " + version + " (expected: " + VERSION + ")", null);
      }
      try (ResultSet row = statement.executeQuery("SELECT log_id, next, last_hash FROM log")) {
        if (!row.next()) {
          throw new Broken("says of no log", null);
        }
        owner = row.getString(1);
        next = row.getLong(2);
        lastHash = row.getString(3);
      }
    }
  }

  private static int number(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  boolean isOf(String logId) {
    return owner.equals(logId);
  }

  /** The leaf hash of the last event in it, hex; empty where there is none. */
  String lastHash() {
    return lastHash;
  }

  static String hashOf(byte[] leaf) {
    return HexFormat.of().formatHex(Hashes.leaf(leaf));
  }

  /** Where the last event in it stands, if that was not forgotten. */
  Optional<Place> lastPlace() {
    try (Statement statement = writer.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT place FROM events WHERE seq = " + (next - 1))) {
      return row.next() ? Optional.of(new Place(next - 1, row.getLong(1))) : Optional.empty();
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  @Override
  public long next() {
    return next;
  }

  @Override
  public void add(List<Row> rows, byte[] lastLeaf) {
    try {
      for (Row row : rows) {
        add(row);
      }
      names.keepCounts();
      spans.keep();
      long end = rows.getLast().sequence() + 1;
      String hash = hashOf(lastLeaf);
      keep.setLong(1, end);
      keep.setString(2, hash);
      keep.executeUpdate();
      writer.commit();
      lastHash = hash;
      next = end;
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private void add(Row row) throws SQLException {
    EventFacts facts = row.facts();
    insert.setLong(1, row.sequence());
    insert.setLong(2, row.offset());
    insert.setLong(3, facts.timeMs());
    insert.setLong(4, names.use(IndexNames.Kind.PRINCIPAL, facts.principal()));
    name(5, IndexNames.Kind.USER, facts.user());
    insert.setLong(6, names.use(IndexNames.Kind.CODE, facts.code()));
    insert.setInt(7, facts.classUid());
    insert.setInt(8, facts.severityId());
    name(9, IndexNames.Kind.RESOURCE, facts.resource());
    insert.executeUpdate();
    spans.add(row.sequence(), facts.timeMs());
  }

  private void name(int place, IndexNames.Kind kind, @Nullable String text) throws SQLException {
    if (text == null) {
      insert.setNull(place, Types.INTEGER);
    } else {
      insert.setLong(place, names.use(kind, text));
    }
  }

  @Override
  public Found find(EventMatch match, Window window, boolean newestFirst, int limit) {
    return queries.find(match, window, newestFirst, limit, next);
  }

  @Override
  public Optional<Counted> count(EventMatch match, Window window) {
    return queries.count(match, window, next);
  }

  @Override
  public long firstSince(long timeMs) {
    return queries.firstSince(timeMs, next);
  }

  /** Rows and the names that only they had go, and the journal that still shows them. */
  @Override
  public void forget(Window window) {
    synchronized (queries) {
      try (Statement statement = writer.createStatement()) {
        String rows = " FROM events WHERE seq >= " + window.from() + " AND seq < " + window.to();
        for (String column : List.of("principal", "user", "code", "resource")) {
          statement.executeUpdate(
              "UPDATE names SET n = n - gone.k FROM (SELECT "
                  + column
                  + " AS id, count(*) AS k"
                  + rows
                  + " GROUP BY 1) AS gone WHERE names.id = gone.id");
        }
        statement.executeUpdate("DELETE" + rows);
        statement.executeUpdate("DELETE FROM names WHERE n <= 0");
        spans.recount(statement, window);
        names.forgetCache();
        writer.commit();
        writer.setAutoCommit(true);
        try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
          if (row.next() && row.getInt(1) != 0) {
            throw new Broken("journal: cannot be emptied", null);
          }
        }
        writer.setAutoCommit(false);
      } catch (SQLException e) {
        throw broken(e);
      }
    }
  }

  static Broken broken(SQLException e) {
    return new Broken(String.valueOf(e.getMessage()), e);
  }

  @Override
  public void close() {
    try {
      synchronized (queries) {
        queries.close();
      }
      // Closes its statements too, and merges the journal.
      writer.close();
    } catch (SQLException e) {
      throw broken(e);
    }
  }
}
