package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is done to whole vaults while the suite runs: a new key, hooks, a folder taken in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotateIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BIG_BYTES = 40_000_003;

  private static final String PASSWORD = "a key that was seen\n";

  private final Suite suite = Suite.launched(PASSWORD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void rotate_keepsTheFiles_destroysTheOldKey_andIsRecorded() throws IOException {
    Path files = suite.vault("home");
    byte[] big = new byte[BIG_BYTES];
    new Random(11).nextBytes(big);
    Files.write(files.resolve("big"), big);
    Files.writeString(files.resolve("letter"), "kept");
    JsonNode before = keys();
    Path oldConf = suite.home().resolve("vaults/home/cipher/gocryptfs.conf");
    byte[] conf = Files.readAllBytes(oldConf);

    JsonNode done = suite.aico("vault", "rotate", "home", "--json").ok().json();

    assertThat(done.get("state").asText()).isEqualTo("mounted");
    assertThat(done.get("bytes").asLong()).isEqualTo(BIG_BYTES + 4);
    assertThat(files.resolve("letter")).hasContent("kept");
    assertThat(Files.readAllBytes(files.resolve("big"))).isEqualTo(big);
    assertThat(Files.readAllBytes(oldConf)).isNotEqualTo(conf);
    JsonNode after = keys();
    assertThat(after.get("vaults")).hasSize(before.get("vaults").size());
    assertThat(after.at("/vaults/0/epoch").asInt()).isEqualTo(2);
    assertThat(after.at("/vaults/0/vault_id")).isEqualTo(before.at("/vaults/0/vault_id"));
    assertThat(after.at("/vaults/0/wrapped")).isNotEqualTo(before.at("/vaults/0/wrapped"));
    assertThat(suite.eventCodes()).contains("vault.rotated", "key.retired");

    Path backup = suite.beside("backup");
    suite.aico("backup", backup.toString()).ok();
    suite.aico("down").ok();
    suite.aicoReading(PASSWORD, "up", "--password-file", "-").ok();
    assertThat(suite.vault("home").resolve("letter")).hasContent("kept");
  }

  /** vault-service dies in the middle of the copy. */
  @Test
  void rotate_killed_leavesTheVaultAsItWas_andTheSameCommandGoesOn() throws Exception {
    suite.aico("vault", "create", "films").ok();
    Path files = suite.vault("films");
    byte[] film = new byte[BIG_BYTES];
    new Random(12).nextBytes(film);
    for (int i = 0; i < 12; i++) {
      Files.write(files.resolve("film" + i), film);
    }
    Path copy = suite.home().resolve("vaults/films/cipher.new");
    // Asked for beforehand: on a busy machine the answer may take as long as the copy.
    ProcessHandle vaultService = suite.process("vault-service");
    CompletableFuture<Suite.Result> rotating =
        CompletableFuture.supplyAsync(() -> suite.aico("vault", "rotate", "films", "--json"));
    await().atMost(LIMIT).until(() -> Files.exists(copy) && size(copy) > BIG_BYTES);
    vaultService.destroyForcibly();
    assertThat(rotating.join().exit()).isNotZero();
    assertThat(copy).exists();

    await().atMost(LIMIT).until(suite::healthy);
    await()
        .atMost(LIMIT)
        .until(() -> suite.aico("vault", "path", "films", "--mounted").exit() == 0);
    assertThat(Files.readAllBytes(files.resolve("film3"))).isEqualTo(film);

    suite.aico("vault", "rotate", "films").ok();
    assertThat(copy).doesNotExist();
    for (int i = 0; i < 12; i++) {
      assertThat(Files.readAllBytes(files.resolve("film" + i))).isEqualTo(film);
    }
  }

  /** A stand-in for a database's service: it may only run while the vault is mounted. */
  @Test
  void hooks_runInOrder_aroundLockMountAndBackup_areRecorded_andHoldNothingUpForLong()
      throws Exception {
    suite.aico("vault", "create", "db").ok();
    Path log = suite.beside("hooks.log");
    Path good = hook("good", "echo \"$AICO_MOMENT $AICO_VAULT $(ls -d $AICO_PATH)\" >> " + log);
    Path bad = hook("bad", "echo second >> " + log + "; exit 3");
    suite.aico("vault", "hook", "add", "db", "before-lock", good.toString(), "--as", "10-a").ok();
    suite.aico("vault", "hook", "add", "db", "before-lock", bad.toString(), "--as", "20-b").ok();
    suite.aico("vault", "hook", "add", "db", "after-mount", good.toString(), "--as", "10-a").ok();
    suite.aico("vault", "hook", "add", "db", "before-backup", good.toString()).ok();
    suite.aico("vault", "hook", "add", "db", "after-backup", good.toString()).ok();
    Path files = suite.vault("db");
    // The supervisor finds new ones within seconds.
    await().atMost(LIMIT).until(() -> unmountedAndMounted() && Files.exists(log));
    await().atMost(LIMIT).until(() -> Files.readString(log).contains("after-mount"));
    Files.delete(log);

    suite.aico("vault", "unmount", "db").ok();
    assertThat(log).content().isEqualTo("before-lock db " + files + "\nsecond\n");
    assertThat(files).doesNotExist();
    suite.aico("vault", "mount", "db").ok();
    await().atMost(LIMIT).until(() -> Files.readString(log).contains("after-mount db " + files));
    suite.aico("backup", suite.beside("hooked").toString()).ok();
    assertThat(Files.readAllLines(log))
        .endsWith("before-backup db " + files, "after-backup db " + files);
    await()
        .atMost(LIMIT)
        .until(() -> suite.eventCodes().stream().filter("vault.hook_ran"::equals).count() >= 5);

    suite.aico("vault", "set", "db", "--hook-limit", "1s").ok();
    suite.aico("vault", "hook", "remove", "db", "before-lock", "20-b").ok();
    Path slow = hook("slow", "sleep 300");
    suite.aico("vault", "hook", "add", "db", "before-lock", slow.toString(), "--as", "20-b").ok();
    suite.aico("lock").ok();
    assertThat(files).doesNotExist();
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    suite.aico("vault", "hook", "remove", "db", "before-lock", "20-b").ok();

    // Put there, changed and removed behind the command's back.
    Path hooks = suite.home().resolve("hooks/db/before-lock.d");
    Files.copy(good, hooks.resolve("30-c"));
    Files.setPosixFilePermissions(
        hooks.resolve("30-c"), PosixFilePermissions.fromString("rwx------"));
    await().atMost(LIMIT).until(() -> hookChanges("30-c").equals(List.of("added")));
    Files.writeString(hooks.resolve("30-c"), "#!/bin/sh\n");
    await().atMost(LIMIT).until(() -> hookChanges("30-c").equals(List.of("added", "changed")));
    suite.aico("vault", "hook", "remove", "db", "before-lock", "30-c").ok();
    await()
        .atMost(LIMIT)
        .until(() -> hookChanges("30-c").equals(List.of("added", "changed", "removed")));
    assertThat(hookChanges("10-a")).containsOnly("added").hasSize(2);
  }

  private List<String> hookChanges(String hook) {
    return suite.events().stream()
        .filter(e -> e.at("/data/metadata/event_code").asText().equals("vault.hooks_changed"))
        .filter(e -> e.at("/data/unmapped/hook").asText().equals(hook))
        .map(e -> e.at("/data/unmapped/change").asText())
        .toList();
  }

  @Test
  void import_takesAFolderIn_goesOnAfterAKill_andKeepsTheOriginalUntilTold() throws Exception {
    Path photos = Files.createDirectory(suite.beside("photos"));
    byte[] photo = new byte[BIG_BYTES];
    new Random(13).nextBytes(photo);
    Files.write(photos.resolve("big"), photo);
    Path folder = Files.createDirectory(photos.resolve("2019"));
    for (int i = 0; i < 300; i++) {
      Files.writeString(folder.resolve("photo" + i), "photo " + i);
    }
    Files.createSymbolicLink(photos.resolve("latest"), Path.of("2019/photo299"));
    String before = described(photos);
    CompletableFuture<Suite.Result> importing =
        CompletableFuture.supplyAsync(() -> suite.aico("vault", "import", photos.toString()));
    Path files = suite.home().resolve("mnt/photos/files");
    await().atMost(LIMIT).until(() -> Files.exists(files.resolve("2019")));
    ProcessHandle.allProcesses()
        .filter(
            process -> process.info().commandLine().orElse("").contains("CopyMain copy " + photos))
        .forEach(ProcessHandle::destroyForcibly);
    importing.join();

    Suite.Result done = suite.aico("vault", "import", photos.toString(), "--json").ok();

    Path original = suite.beside("photos.before-import");
    assertThat(done.json().get("original").asText()).isEqualTo(original.toString());
    assertThat(described(original)).isEqualTo(before);
    assertThat(described(files)).isEqualTo(before);
    assertThat(Files.readSymbolicLink(photos)).isEqualTo(files);
    assertThat(suite.eventCodes()).contains("vault.imported");
    assertThat(Files.readAllBytes(photos.resolve("big"))).isEqualTo(photo);
    suite.aico("vault", "import", photos.toString()).ok();
    suite.aico("vault", "import", suite.beside("2").toString(), "--name", "photos").exits(2);
    suite.aico("vault", "import", photos.toString(), "--finish").ok();
    assertThat(original).doesNotExist();
    assertThat(described(files)).isEqualTo(before);
    suite.aico("vault", "import", photos.toString(), "--finish").exits(2);
  }

  /** The disk of another box, or what stock gocryptfs made. */
  @Test
  void adopt_takesUpStockCiphertext_withItsPassword_andRefusesWhatItCannot() throws Exception {
    Path old = Files.createDirectory(suite.beside("old"));
    Path plain = Files.createDirectory(suite.beside("plain"));
    stock(
        "gocryptfs -init -q -scryptn 10 \"$1\" && printf 'old\\n' | gocryptfs -q -nosyslog \"$1\" \"$2\""
            + " && echo dear > \"$2\"/letter && fusermount3 -u \"$2\"",
        old,
        plain);
    suite.aicoReading("wrong\n", "vault", "adopt", old.toString(), "--password-file", "-").exits(3);
    JsonNode vault =
        suite
            .aicoReading(
                "old\n", "vault", "adopt", old.toString(), "--password-file", "-", "--json")
            .ok()
            .json();
    assertThat(Path.of(vault.get("path").asText()).resolve("letter")).hasContent("dear");
    assertThat(suite.eventCodes()).contains("vault.adopted");
    suite.aicoReading("old\n", "vault", "adopt", old.toString(), "--password-file", "-").exits(1);

    Path open = Files.createDirectory(suite.beside("open-names"));
    stock("gocryptfs -init -q -scryptn 10 -plaintextnames \"$1\"", open, plain);
    assertThat(
            suite
                .aicoReading("old\n", "vault", "adopt", open.toString(), "--password-file", "-")
                .exits(1)
                .err())
        .contains("-plaintextnames");
    assertThat(open.resolve("gocryptfs.conf")).exists();
    Path reverse = Files.createDirectory(suite.beside("reverse"));
    stock("gocryptfs -init -q -reverse -scryptn 10 \"$1\"", reverse, plain);
    assertThat(
            suite
                .aicoReading("old\n", "vault", "adopt", reverse.toString(), "--password-file", "-")
                .exits(1)
                .err())
        .contains("-reverse");
  }

  private void stock(String script, Path cipher, Path plain) {
    suite
        .run(
            "old\n",
            List.of(
                "bash",
                "-c",
                "exec > /dev/null 2>&1; " + script,
                "-",
                cipher.toString(),
                plain.toString()))
        .ok();
  }

  @Test
  void import_ofWhatCannotBe_isRefused_andLeavesTheFolderAlone() throws Exception {
    Path letters = Files.createDirectory(suite.beside("letters"));
    Files.writeString(letters.resolve("letter"), "dear");
    suite.aico("vault", "import", letters.toString(), "--name", "home").exits(1);
    suite.aico("vault", "import", suite.home().toString(), "--name", "all").exits(2);
    suite.aico("vault", "import", suite.beside("none").toString()).exits(2);
    Path stop = hook("cannot-stop", "exit 5");
    stop.toFile().setExecutable(true);
    assertThat(
            suite
                .aico("vault", "import", letters.toString(), "--stop", stop.toString())
                .exits(1)
                .err())
        .contains("exit code 5");
    assertThat(letters.resolve("letter")).hasContent("dear");
    assertThat(suite.aico("vault", "list", "--json").ok().out()).doesNotContain("\"letters\"");
  }

  private String described(Path folder) {
    return suite
        .run(
            "",
            List.of(
                "bash",
                "-c",
                "cd \"$1\" && find . -printf '%P %y %m %l\\n' | sort && find . -type f -print0"
                    + " | sort -z | xargs -0 sha256sum | sha256sum",
                "-",
                folder.toString()))
        .ok()
        .out();
  }

  private Path hook(String name, String body) throws IOException {
    return Files.writeString(suite.beside(name), "#!/bin/sh\n" + body + "\n");
  }

  private boolean unmountedAndMounted() {
    suite.aico("vault", "unmount", "db").ok();
    return suite.aico("vault", "mount", "db").ok().exit() == 0;
  }

  private static long size(Path folder) throws IOException {
    long size = 0;
    for (Path path : allIn(folder)) {
      size += path.toFile().length();
    }
    return size;
  }

  private static List<Path> allIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    } catch (UncheckedIOException changing) {
      return List.of();
    }
  }

  private JsonNode keys() throws IOException {
    return new ObjectMapper()
        .readTree(suite.home().resolve("services/key/keys/owner.json").toFile());
  }
}
