package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.Role;
import aico.bus.zmq.Bundle;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A home is backed up while it runs, its disk is lost, and everything comes back elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class BackupIT {
  private static final String PASSWORD = "a disk that will die\n";
  private static final String RULE = "services/audit/rules/diary.yml";
  private static final String RULE_TEXT =
      """
      title: The diary was opened
      name: diary-opened
      level: low
      logsource: { product: aico, service: vault-service }
      detection:
        opened: { metadata.event_code: vault.mounted, file.name: diary }
        condition: opened
      """;
  private static final String CURSOR = "services/audit/cursors/integrator.siem";
  private static final int BIG_BYTES = 3_000_017;
  private static final Duration STEP_LIMIT = Duration.ofSeconds(60);

  private final Suite suite = Suite.launched(PASSWORD);
  private final Suite other = Suite.prepared();
  private final Path kit = suite.beside("kit.txt");
  private final Path backups = suite.beside("backups");
  private final Path siem = suite.beside("siem");
  private final Path hidden = suite.beside("hidden");
  private Path first = backups;
  private long followed;
  private String seen = "";
  private String checkpoint = "";

  @AfterAll
  void stop() {
    suite.close();
    other.close();
  }

  @Test
  @Order(1)
  void backup_ofARunningSuite_isCiphertextAlone() throws IOException {
    Path files = suite.vault("home");
    Files.writeString(files.resolve("letter"), "planted-marker-of-a-letter");
    byte[] big = new byte[BIG_BYTES];
    new Random(7).nextBytes(big);
    Files.write(files.resolve("big"), big);
    Files.createDirectories(files.resolve("a/b"));
    Files.writeString(files.resolve("a/b/" + "ö".repeat(80)), "");
    suite.aico("vault", "create", "diary").ok();
    Files.writeString(suite.vault("diary").resolve("day"), "one");
    suite
        .aico(
            "vault",
            "create",
            "elsewhere",
            "--at",
            Files.createDirectory(suite.beside("disk")) + "")
        .ok();
    Files.writeString(suite.vault("elsewhere").resolve("far"), "away");

    Files.writeString(suite.home().resolve(RULE), RULE_TEXT);
    Path program = Files.writeString(suite.beside("stop.sh"), "#!/bin/sh\nexit 0\n");
    suite.aico("vault", "hook", "add", "diary", "before-lock", program.toString()).ok();
    suite.aico("integrator", "add", "siem", "--out", siem.toString(), "--identified").ok();
    followed = sequence(subscribe(siem, "3"));
    suite.aico("integrator", "add", "hidden", "--out", hidden.toString()).ok();
    seen = firstEvents(hidden);
    assertThat(seen).contains("\"p-");
    suite.aico("integrator", "add", "old", "--out", suite.beside("old").toString()).ok();
    suite
        .aico("bridge", "add", "attic", "--to", "file:" + suite.beside("attic/events.ndjson"))
        .ok();
    suite.aico("alerts", "respond", "guessed-password", "lock").ok();
    suite.aico("alerts", "respond", "tokens-collected", "revoke-session").ok();
    suite.aico("alerts", "respond", "denial-burst", "revoke-session").ok();
    // A subscriber's place is kept once a second.
    await().until(() -> Files.exists(suite.home().resolve(CURSOR)));

    JsonNode done = suite.aico("backup", backups.toString(), "--json").ok().json();

    first = Path.of(done.get("dir").asText());
    assertThat(done.get("files").asLong()).isGreaterThan(10);
    List<String> names = relative(first);
    assertThat(names).contains("backup.json", "services/key/keys/owner.json");
    assertThat(names)
        .noneMatch(name -> name.endsWith(".key"))
        .as("where a target leads can be a secret")
        .noneMatch(name -> name.contains("targets"))
        .noneMatch(name -> name.contains("session"))
        .noneMatch(name -> name.contains("token"));
    for (String name : names) {
      if (Files.isRegularFile(first.resolve(name))) {
        assertThat(new String(Files.readAllBytes(first.resolve(name)), "ISO-8859-1"))
            .doesNotContain("planted-marker-of-a-letter");
      }
    }
    checkpoint = Files.readString(first.resolve("services/audit/log/checkpoint"));
  }

  @Test
  @Order(2)
  void nextBackup_takesRoomForChangesAlone() throws IOException {
    Files.writeString(suite.vault("diary").resolve("day"), "two");
    suite.aico("lock").ok();
    // Names tell seconds.
    await().until(() -> !java.time.Instant.now().toString().startsWith(taken(first)));

    JsonNode done = suite.aico("backup", backups.toString(), "--json").ok().json();

    assertThat(done.get("bytes").asLong()).isLessThan(BIG_BYTES);
    Path second = Path.of(done.get("dir").asText());
    Path big = largest(first.resolve("vaults/home/cipher"));
    assertThat(Files.isSameFile(big, second.resolve(first.relativize(big)))).isTrue();
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
  }

  @Test
  @Order(3)
  void backup_intoWhatItCopies_orOfAMissingDisk_isRefused() throws IOException {
    assertThat(suite.aico("backup", suite.home().resolve("b").toString()).exits(2).err())
        .contains("lies in what is to be copied");
    assertThat(suite.aico("backup").exits(2).err()).contains("DIR");
    assertThat(suite.aico("backup", backups.toString(), "--keep", "0").exits(2).err())
        .contains("--keep");
    assertThat(suite.aico("backup", backups.toString(), "--without", "nosuch").exits(2).err())
        .contains("nosuch");
  }

  @Test
  @Order(4)
  void verify_provesThatItOpens_andNamesWhatIsDamaged() throws IOException {
    JsonNode whole = verify(first).ok().json();
    assertThat(whole.get("damaged")).isEmpty();
    assertThat(whole.get("vaults")).hasSize(3);
    assertThat(whole.get("trail_whole").asBoolean()).isTrue();
    suite
        .aicoReading("wrong\n", "backup", "verify", first.toString(), "--password-file", "-")
        .exits(3);

    Path spoilt = suite.beside("spoilt");
    assertThat(suite.run("", List.of("cp", "-a", first.toString(), spoilt.toString())).exit())
        .isZero();
    flip(largest(spoilt.resolve("vaults/home/cipher")));
    JsonNode damaged = verify(spoilt).exits(1).json();
    assertThat(damaged.get("damaged")).hasSize(1);
    assertThat(damaged.get("damaged").get(0).asText()).isEqualTo("home");

    flip(spoilt.resolve("services/key/keys/owner.json"));
    assertThat(verify(spoilt).exit()).isNotZero();
    Files.delete(spoilt.resolve("backup.json"));
    assertThat(verify(spoilt).exits(2).out()).contains("no complete backup");
  }

  @Test
  @Order(5)
  void restore_withTheWrongPassword_orOverASuite_writesNothing() throws IOException {
    other.aicoReading("wrong\n", "restore", backups.toString(), "--password-file", "-").exits(3);
    assertThat(other.home().resolve("home.json")).doesNotExist();
    assertThat(other.home().resolve("services")).doesNotExist();
    assertThat(
            suite
                .aicoReading(PASSWORD, "restore", backups.toString(), "--password-file", "-")
                .exits(1)
                .err())
        .contains("holds a suite already");
    assertThat(suite.vault("home").resolve("letter")).hasContent("planted-marker-of-a-letter");
  }

  @Test
  @Order(6)
  void restore_killedOnItsWay_startsNothing_andGoesOn() throws Exception {
    Path err = suite.beside("restore.err");
    Process restore =
        other.start(
            List.of(
                other.checkout().resolve("aico").toString(),
                "restore",
                first.toString(),
                "--recovery-kit",
                kit.toString()),
            suite.beside("restore.out"),
            err);
    await()
        .atMost(STEP_LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.readString(err).contains("the audit trail"));
    restore.destroyForcibly().waitFor();

    assertThat(other.aico("up").exits(1).err()).contains("a restore was interrupted here");
    assertThat(other.aico("status", "--json").json().get("state").asText()).isEqualTo("down");
  }

  @Test
  @Order(7)
  void restore_withTheKitAlone_bringsEveryByteBack() throws IOException {
    Suite.Result result =
        other.aico("restore", first.toString(), "--recovery-kit", kit.toString(), "--json").ok();
    JsonNode restored = result.json();

    assertThat(other.home().resolve(RULE)).hasContent(RULE_TEXT);
    assertThat(other.aico("alerts", "rules", "--json").ok().out()).contains("diary-opened");
    Path aside = other.home().resolve("hooks.restored/diary/before-lock.d/stop-sh");
    assertThat(aside).isRegularFile();
    assertThat(other.home().resolve("hooks")).doesNotExist();
    assertThat(other.aico("doctor").out()).contains("restored_hooks");
    assertThat(result.err())
        .contains("diary.yml", "aico vault hook add diary before-lock " + aside)
        .contains("not in force until you confirm it", "integrator siem (identified)");
    assertThat(restored.get("state").asText()).isEqualTo("running");
    assertThat(Files.readString(other.vault("diary").resolve("day"))).isEqualTo("one");
    Files.writeString(suite.vault("diary").resolve("day"), "one");
    for (String vault : List.of("home", "diary", "elsewhere")) {
      Suite.Result same =
          suite.run(
              "",
              List.of("diff", "-r", suite.vault(vault).toString(), other.vault(vault).toString()));
      assertThat(same.exit()).as("%s: %s", vault, same.out()).isZero();
      assertThat(other.vault(vault)).startsWith(other.home());
    }
  }

  @Test
  @Order(8)
  void restoredTrail_goesOnFromItsHead() throws IOException {
    Path since = Files.writeString(suite.beside("checkpoint"), checkpoint);
    JsonNode report =
        other.aico("audit", "verify", "--since", since.toString(), "--json").ok().json();
    assertThat(report.get("whole").asBoolean()).isTrue();
    List<JsonNode> restored =
        other.events().stream()
            .filter(event -> event.toString().contains("\"log.restored\""))
            .toList();
    assertThat(restored).hasSize(1);
    JsonNode told = restored.getFirst().at("/data/unmapped");
    Path log = other.home().resolve("services/audit/log");
    try (Stream<Path> epochs = Files.list(log.resolve("epochs"))) {
      List<String> newest = Files.readAllLines(log.resolve("epochs/" + (epochs.count() - 1)));
      assertThat(newest.subList(3, 5))
          .containsExactly(
              told.get("checkpoint_size").asText(), told.get("checkpoint_root").asText());
    }
    assertThat(other.eventCodes()).doesNotContain("log.shortened", "record.conflict", "record.gap");
  }

  @Test
  @Order(9)
  void restoredHome_sharesNoCredentialWithTheOldOne_andWorks() throws IOException {
    for (String service : List.of("key", "auth", "policy", "audit", "vault")) {
      Path key = Path.of("services", service, "curve.key");
      assertThat(Files.readAllBytes(other.home().resolve(key)))
          .isNotEqualTo(Files.readAllBytes(suite.home().resolve(key)));
    }
    other.aico("vault", "create", "new").ok();
    other.aico("down").ok();
    other.aico("up").ok();
    other.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    assertThat(other.vault("home").resolve("letter")).hasContent("planted-marker-of-a-letter");
    assertThat(other.vault("new")).isDirectory();
    assertThat(other.status().get("rolled_back")).isEmpty();
    assertThat(other.eventCodes())
        .as("what a restore brings back is older rightfully")
        .contains("state.written")
        .doesNotContain("state.rolled_back");
  }

  @Test
  @Order(10)
  void whoHadAccess_isSuspended_untilTheOwnerConfirmsInOneStep() throws Exception {
    assertThat(suspended())
        .containsExactlyInAnyOrder(
            "integrator siem identified",
            "integrator hidden pseudonymous",
            "integrator old pseudonymous",
            "bridge attic ",
            "response guessed-password lock",
            "response tokens-collected revoke-session",
            "response denial-burst revoke-session");
    assertThat(other.aico("doctor", "--json").json().get("checks"))
        .filteredOn(check -> check.get("id").asText().equals("suspended"))
        .singleElement()
        .matches(check -> check.get("status").asText().equals("weak"))
        .matches(check -> check.get("fix").asText().contains("aico restore confirm --out DIR"));
    String secret =
        new ObjectMapper()
            .readTree(Files.readString(siem.resolve("integrator.json")))
            .get("secret_key")
            .asText();
    Path old = Files.writeString(suite.beside("siem.key"), "aico-curve-key 1\n" + secret + "\n");
    Insiders insiders = new Insiders(other);
    Bundle nothing = new Bundle("integrator/siem", Role.INTEGRATOR, 0, Map.of(), Map.of());
    insiders.knock(old, nothing, Set.of());
    Path out = suite.beside("credentials");
    assertThat(other.aico("integrator", "renew", "siem", "--out", out.toString()).exits(1).err())
        .contains("aico restore confirm");
    assertThat(out).doesNotExist();

    other.aico("integrator", "remove", "old").ok();
    other.aico("alerts", "respond", "denial-burst", "off").ok();
    assertThat(confirm(PASSWORD, "--password-file", "-").exits(2).out()).contains("--out", "siem");
    confirm("wrong\n", "--password-file", "-", "--out", out.toString()).exits(3);
    assertThat(suspended()).hasSize(5);
    JsonNode done = confirm(PASSWORD, "--password-file", "-", "--out", out.toString()).ok().json();

    assertThat(done.get("integrators")).hasSize(2);
    assertThat(done.get("responses")).hasSize(2);
    assertThat(done.get("waiting")).hasSize(1);
    assertThat(sequence(subscribe(out.resolve("siem"), "1")))
        .as("the first event that it had not got")
        .isEqualTo(followed + 1);
    assertThat(firstEvents(out.resolve("hidden"))).as("under its pseudonyms").isEqualTo(seen);
    assertThat(other.aico("integrator", "list", "--json").ok().json().at("/integrators"))
        .filteredOn(one -> one.get("name").asText().equals("siem"))
        .singleElement()
        .matches(one -> one.get("identified").asBoolean() && !one.get("suspended").asBoolean());
    other.aico("bridge", "remove", "attic").ok();
    assertThat(suspended()).isEmpty();
    assertThat(confirm(PASSWORD, "--password-file", "-").ok().json().get("waiting")).isEmpty();
    assertThat(confirm("").ok().json().get("waiting")).as("nothing to prove").isEmpty();
    assertThat(other.eventCodes())
        .contains("integrator.suspended", "integrator.confirmed", "alert.response_chosen");
  }

  private Suite.Result confirm(String given, String... more) {
    List<String> line = new ArrayList<>(List.of("restore", "confirm", "--json"));
    line.addAll(List.of(more));
    return other.aicoReading(given, line.toArray(String[]::new));
  }

  private List<String> suspended() {
    List<String> all = new ArrayList<>();
    for (JsonNode one : other.status().get("suspended")) {
      all.add(
          "%s %s %s"
              .formatted(
                  one.get("kind").asText(), one.get("name").asText(), one.get("grant").asText()));
    }
    return all;
  }

  /** The last of so many events that a subscriber gets. */
  private String subscribe(Path folder, String count) {
    Suite.Result result =
        suite.run("", List.of(folder.resolve("subscribe.py").toString(), "--count", count)).ok();
    return result.out().lines().reduce((before, last) -> last).orElseThrow();
  }

  private String firstEvents(Path folder) {
    String program = folder.resolve("subscribe.py").toString();
    return suite.run("", List.of(program, "--from", "0", "--count", "20")).ok().out();
  }

  private static long sequence(String event) throws IOException {
    return new ObjectMapper().readTree(event).get("sequence").asLong();
  }

  private Suite.Result verify(Path backup) {
    return suite.aicoReading(
        PASSWORD, "backup", "verify", backup.toString(), "--password-file", "-", "--json");
  }

  private static String taken(Path backup) {
    String name = backup.getFileName().toString();
    int time = name.indexOf('T');
    return name.substring(0, time) + name.substring(time).replace('-', ':').replace("Z", "");
  }

  private static List<String> relative(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(path -> folder.relativize(path).toString()).toList();
    }
  }

  private static Path largest(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, content, StandardOpenOption.CREATE_NEW);
  }
}
