package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.vault.Outcome;
import aico.vault.VaultState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are writing while their vault is locked, or its gocryptfs is killed. */
class DatabaseIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Prints each number once it is committed; what was printed must never be lost. */
  private static final String SQLITE_WRITER =
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      assert db.execute('pragma journal_mode=wal').fetchone()[0] == 'wal'
      db.execute('pragma synchronous=full')
      db.execute('create table if not exists t (n integer primary key, filler text)')
      n = db.execute('select coalesce(max(n), 0) from t').fetchone()[0]
      while True:
          n += 1
          db.execute('insert into t values (?, ?)', (n, 'x' * 500))
          print(n, flush=True)
      """;

  private static final String SQLITE_READER =
      """
      import sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      assert db.execute('pragma integrity_check').fetchone()[0] == 'ok'
      print(db.execute('select count(*), max(n) from t').fetchone())
      """;

  @TempDir private Path folder;
  private @Nullable TestHome home;

  @AfterEach
  void stop() {
    if (home != null) {
      home.close();
    }
  }

  @Test
  void sqlite_inWalMode_losesNothingThatWasCommitted() throws Exception {
    TestHome home = new TestHome(folder);
    this.home = home;
    home.create("db");
    Path database = home.files("db").resolve("database");
    Path acknowledged = Files.createFile(home.folder.resolve("acknowledged"));

    Process writer = sqliteWriter(database, acknowledged);
    awaitLines(acknowledged, 40);
    assertThat(home.unmount("db")).isInstanceOf(Outcome.Done.class);
    assertThat(writer.waitFor()).isNotZero();
    assertThat(home.pid("db")).isEqualTo(-1);
    home.mount("db");
    assertWhole(database, acknowledged);

    long before = Files.readAllLines(acknowledged).size();
    writer = sqliteWriter(database, acknowledged);
    awaitLines(acknowledged, before + 40);
    long killed = home.pid("db");
    ProcessHandle.of(killed).orElseThrow().destroyForcibly();
    assertThat(writer.waitFor()).isNotZero();
    await()
        .atMost(LIMIT)
        .until(() -> home.pid("db") != killed && home.state("db") == VaultState.MOUNTED);
    assertWhole(database, acknowledged);
  }

  private static Process sqliteWriter(Path database, Path acknowledged) throws IOException {
    return new ProcessBuilder("/usr/bin/python3", "-c", SQLITE_WRITER, database.toString())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(acknowledged.toFile()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void assertWhole(Path database, Path acknowledged) throws IOException {
    List<String> lines = Files.readAllLines(acknowledged);
    String found =
        TestUser.run("/usr/bin/python3", "-c", SQLITE_READER, database.toString()).output();
    String[] counts = found.replaceAll("[() ]", "").split(",", -1);
    assertThat(counts[0]).isEqualTo(counts[1]);
    assertThat(Long.parseLong(counts[1])).isGreaterThanOrEqualTo(Long.parseLong(lines.getLast()));
  }

  /** As in a home where the service has a user of its own, and the database its owner's. */
  @Test
  void postgres_losesNothingThatWasCommitted() throws Exception {
    ServiceHome users = new ServiceHome(folder);
    try (MountingProcess service = users.startService()) {
      assertThat(service.ask("create db")).first().isEqualTo("mounted");
      Path sockets = users.ownersFolder("sockets");
      Postgres postgres = new Postgres(users.owner(), folder.resolve("mnt/db/files/db"), sockets);
      postgres.create();
      postgres.start();
      assertSucceeds(postgres.sql("create table t (n integer primary key, filler text)"));
      Path acknowledged = Files.createFile(folder.resolve("acknowledged"));

      Process writer = postgres.writer(1, acknowledged);
      awaitLines(acknowledged, 40);
      assertThat(service.ask("unmount db")).containsExactly("locked", "-1");
      postgres.end(writer);

      service.ask("mount db");
      postgres.start();
      long last = postgres.assertWhole(acknowledged);
      writer = postgres.writer(last + 1, acknowledged);
      awaitLines(acknowledged, Files.readAllLines(acknowledged).size() + 40L);
      String killed = service.ask("look db").get(1);
      ProcessHandle.of(Long.parseLong(killed)).orElseThrow().destroyForcibly();
      await().atMost(LIMIT).until(() -> isMountedAnew(service.ask("look db"), killed));
      postgres.end(writer);
      postgres.start();
      postgres.assertWhole(acknowledged);
      postgres.end(writer);
    } finally {
      users.close();
    }
  }

  /**
   * Between two of its writes, that is: gocryptfs writes blocks in place, and one that was being
   * written when the power goes can be lost with what was committed in it before.
   */
  @Test
  void sqlite_losesNothingThatWasCommitted_whenThePowerGoes() throws Exception {
    try (CutDisk disk = CutDisk.below(folder);
        TestHome home = new TestHome(disk.root())) {
      home.create("db");
      disk.sync();
      Path database = home.files("db").resolve("database");
      Path acknowledged = Files.createFile(folder.resolve("acknowledged"));
      for (long lines = 0; lines < 100; lines += 40) {
        Process writer = sqliteWriter(database, acknowledged);
        awaitLines(acknowledged, lines + 40);
        TestUser.run("kill", "-STOP", Long.toString(writer.pid()));
        await().atMost(LIMIT).until(() -> isStopped(writer.toHandle()));
        disk.cut();
        writer.destroyForcibly().waitFor();
        try (TestHome next = home.afterPowerCut()) {
          next.mount("db");
          assertWhole(database, acknowledged);
        }
        home.restart();
        home.mount("db");
      }
    }
  }

  /** The disk loses its power, the service does not: what is there when it comes back counts. */
  @Test
  void postgres_losesNothingThatWasCommitted_whenThePowerGoes() throws Exception {
    try (ServiceHome users = new ServiceHome(folder);
        CutDisk disk = CutDisk.at(folder.resolve("image"), folder.resolve("vaults"))) {
      users.giveToService(disk.root());
      try (MountingProcess service = users.startService()) {
        service.ask("create db");
        Path sockets = users.ownersFolder("sockets");
        Postgres postgres = new Postgres(users.owner(), folder.resolve("mnt/db/files/db"), sockets);
        postgres.create();
        postgres.start();
        assertSucceeds(postgres.sql("create table t (n integer primary key, filler text)"));
        disk.sync();
        Path acknowledged = Files.createFile(folder.resolve("acknowledged"));
        Process writer = postgres.writer(1, acknowledged);
        awaitLines(acknowledged, 40);

        postgres.stop();
        disk.cut();
        postgres.end(writer);
        await().atMost(LIMIT).until(() -> service.ask("mount db").getFirst().equals("mounted"));
        postgres.start();
        postgres.assertWhole(acknowledged);
        postgres.end(writer);
      }
    }
  }

  private static boolean isStopped(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.substring(stat.lastIndexOf(')')).startsWith(") T");
    } catch (IOException ended) {
      return true;
    }
  }

  private static boolean isMountedAnew(List<String> look, String before) {
    return look.getFirst().equals("mounted") && !look.get(1).equals(before);
  }

  private static void awaitLines(Path file, long count) {
    await().atMost(LIMIT).until(() -> Files.readAllLines(file).size() > count);
  }

  private static void assertSucceeds(TestUser.Ended ended) {
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  /** A server of PostgreSQL as a user of its own, reached through a socket. */
  private record Postgres(TestUser user, Path cluster, Path sockets) {
    void create() {
      assertSucceeds(user.runs(program("initdb"), "-D", cluster.toString(), "-A", "trust", "-N"));
    }

    void start() throws IOException {
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
      String options = "-c listen_addresses='' -c unix_socket_directories=" + sockets;
      TestUser.Ended ended =
          user.runs(
              program("pg_ctl"),
              "start",
              "-w",
              "-D",
              cluster.toString(),
              "-l",
              sockets.resolve("log").toString(),
              "-o",
              options);
      assertSucceeds(ended);
    }

    TestUser.Ended sql(String statement) {
      return user.runs(
          program("psql"), "-At", "-h", sockets.toString(), "-d", "postgres", "-c", statement);
    }

    /** Each number is printed once it is committed. */
    Process writer(long from, Path acknowledged) throws IOException {
      String script =
          "seq %d 1000000 | sed 's/.*/insert into t values (\\0, repeat(md5(\\0::text), 16)) returning n;/'"
                  .formatted(from)
              + " | %s -At -q -v ON_ERROR_STOP=1 -h %s -d postgres -U %s"
                  .formatted(program("psql"), sockets, user.name());
      return new ProcessBuilder("bash", "-c", script)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(acknowledged.toFile()))
          .redirectErrorStream(false)
          .start();
    }

    /** The number of the last that is there. */
    long assertWhole(Path acknowledged) throws IOException {
      TestUser.Ended counted = sql("select count(*) || ' ' || max(n) from t");
      assertSucceeds(counted);
      String[] counts = counted.output().split(" ", -1);
      assertThat(counts[0]).isEqualTo(counts[1]);
      List<String> lines = Files.readAllLines(acknowledged);
      assertThat(Long.parseLong(counts[1])).isGreaterThanOrEqualTo(Long.parseLong(lines.getLast()));
      assertSucceeds(sql("reindex table t"));
      return Long.parseLong(counts[1]);
    }

    /** Each process comes to rest between two of its writes. */
    void stop() {
      user.runs("kill", "-STOP", "-1");
      await()
          .atMost(LIMIT)
          .until(() ->
              ProcessHandle.allProcesses()
                  .filter(process -> process.info().user().orElse("").equals(user.name()))
                  .allMatch(DatabaseIT::isStopped));
    }

    /** As if the power went: a server whose files are gone cannot end in order. */
    void end(Process writer) throws InterruptedException {
      writer.destroyForcibly().waitFor();
      user.runs("kill", "-KILL", "-1");
      await()
          .atMost(LIMIT)
          .until(() ->
              ProcessHandle.allProcesses()
                  .noneMatch(process -> process.info().user().orElse("").equals(user.name())));
    }

    /** Debian keeps the server's programs apart. */
    private static String program(String name) {
      try (var versions = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"), "[0-9]*")) {
        for (Path version : versions) {
          Path program = version.resolve("bin").resolve(name);
          if (Files.isExecutable(program)) {
            return program.toString();
          }
        }
      } catch (IOException none) {
        // Told below.
      }
      throw new IllegalStateException("PostgreSQL is not installed (package: postgresql)");
    }
  }
}
