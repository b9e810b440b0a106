package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A forgotten password, a tested kit, a lost kit: the data stays within reach, the old ways do not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RecoveryIT {
  private static final String FORGOTTEN = "forgotten soon\n";
  private static final String CHOSEN = "chosen with the kit\n";
  private static final String LAST = "after the burglary\n";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Suite suite = Suite.launched(FORGOTTEN);
  private final Path kit = suite.beside("kit.txt");
  private final Path newKit = suite.beside("kit-2.txt");
  private final Path lastKit = suite.beside("kit-3.txt");

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  @Order(1)
  void kit_isTested_andNothingElseChanges() throws IOException {
    Files.writeString(suite.vault("home").resolve("letter"), "still here");
    assertThat(check("recovery_kit")).isEqualTo("weak");
    assertThat(suite.status().get("recovery_tested").isNull()).isTrue();
    suite.aico("lock").ok();

    String text = Files.readString(kit);
    Path mistyped =
        Files.writeString(suite.beside("mistyped"), text.replaceFirst("7\\. [a-z]+", "7. zzzz"));
    assertThat(suite.aico("recovery", "test", "--recovery-kit", mistyped.toString()).exits(2).err())
        .contains("word 7");
    suite.aico("recovery", "test", "--recovery-kit", kit.toString()).ok();

    assertThat(suite.status().get("state").asText()).isEqualTo("locked");
    assertThat(suite.status().get("recovery_tested").asText()).startsWith("20");
    assertThat(check("recovery_kit")).isEqualTo("ok");
  }

  @Test
  @Order(2)
  void kit_unlocks_whereThePasswordIsForgotten() {
    suite.aicoReading("what was it\n", "unlock", "--password-file", "-").exits(3);

    suite.aico("unlock", "--recovery-kit", kit.toString()).ok();

    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
  }

  @Test
  @Order(3)
  void kit_isAsGoodAProof_forANewPassword() {
    Path mounted = suite.vault("home");

    Suite.Result changed =
        suite.aicoReading(
            CHOSEN,
            "password",
            "change",
            "--recovery-kit",
            kit.toString(),
            "--new-password-file",
            "-");
    assertThat(changed.ok().out()).contains("still open with", "the password set on 20");

    // Who was unlocked stays so.
    assertThat(mounted.resolve("letter")).hasContent("still here");
    suite.aico("vault", "create", "diary").ok();
    suite.aico("down").ok();
    suite.aico("up").ok();
    suite.aicoReading(FORGOTTEN, "unlock", "--password-file", "-").exits(3);
    suite.aicoReading(CHOSEN, "unlock", "--password-file", "-").ok();
    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
  }

  @Test
  @Order(4)
  void renewedKit_opens_andTheOldOneDoesNot() throws IOException {
    Suite.Result refused =
        suite.aicoReading(
            CHOSEN, "recovery", "renew", "--password-file", "-", "--recovery-kit", kit.toString());
    assertThat(refused.exits(2).err()).contains("exists already");

    String old = slot("recovery");
    Suite.Result renewed =
        suite.aicoReading(
            CHOSEN,
            "recovery",
            "renew",
            "--password-file",
            "-",
            "--recovery-kit",
            newKit.toString());
    assertThat(renewed.ok().out()).contains("the recovery kit with KEY ID " + old);

    assertThat(Files.getPosixFilePermissions(newKit)).isEqualTo(OWNER_ONLY);
    suite.aico("lock").ok();
    assertThat(suite.aico("unlock", "--recovery-kit", kit.toString()).exits(3).err())
        .contains("another key, or was replaced");
    suite.aico("unlock", "--recovery-kit", newKit.toString()).ok();
    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
  }

  @Test
  @Order(5)
  void shares_areASecondWayOfRecovery_andTheLastWayStays() throws IOException {
    Path folder = Files.createDirectory(suite.beside("shares"));
    suite
        .aicoReading(
            CHOSEN, "slot", "add", "shares", "--out", folder.toString(), "--password-file", "-")
        .ok();
    assertThat(Files.getPosixFilePermissions(folder.resolve("share-2.txt"))).isEqualTo(OWNER_ONLY);
    String[] two = {
      "--recovery-share", folder.resolve("share-3.txt").toString(),
      "--recovery-share", folder.resolve("share-1.txt").toString()
    };
    suite.aico("lock").ok();
    suite.aico("unlock", two[0], two[1], two[2], two[3]).ok();
    suite.aico("slot", "test", slot("shares"), two[0], two[1], two[2], two[3]).ok();

    assertThat(
            suite
                .aicoReading(CHOSEN, "slot", "remove", slot("password"), "--password-file", "-")
                .exits(1)
                .err())
        .contains("cannot be removed");
    Suite.Result removed =
        suite.aicoReading(CHOSEN, "slot", "remove", slot("shares"), "--password-file", "-");
    assertThat(removed.ok().out()).contains("two recovery shares with KEY ID ");
    assertThat(
            suite
                .aicoReading(CHOSEN, "slot", "remove", slot("recovery"), "--password-file", "-")
                .exits(1)
                .err())
        .contains("the last way of recovery");
  }

  @Test
  @Order(6)
  void compromised_everythingGetsNewKeys_andNothingOldOpens() throws IOException {
    suite
        .aicoReading(
            LAST,
            "password",
            "change",
            "--compromised",
            "--recovery-kit",
            newKit.toString(),
            "--new-password-file",
            "-",
            "--new-recovery-kit",
            lastKit.toString())
        .ok();

    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
    suite.aico("lock").ok();
    suite.aicoReading(CHOSEN, "unlock", "--password-file", "-").exits(3);
    suite.aico("unlock", "--recovery-kit", newKit.toString()).exits(3);
    suite.aico("unlock", "--recovery-kit", lastKit.toString()).ok();
    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
    assertThat(suite.eventCodes()).contains("key.master_rotated", "vault.rotated", "key.retired");
  }

  @Test
  @Order(7)
  void unattended_comesBackAfterKill9_andAfterDown_butNotAfterALock() throws Exception {
    suite.aico("vault", "set", "home", "--mount", "start").ok();
    suite.aicoReading(LAST, "unattended", "on", "--password-file", "-").ok();
    assertThat(check("unattended")).isEqualTo("weak");
    assertThat(suite.aico("boot", "test", "--json").exits(1).json().get("because").toString())
        .contains("nothing starts the suite")
        .doesNotContain("unlock");

    ProcessHandle supervisor = suite.process("supervisor");
    supervisor.destroyForcibly();
    supervisor.onExit().get();
    suite.aico("up").ok();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> suite.status().get("state").asText().equals("running"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(suite.home().resolve("mnt/home/files/letter")).hasContent("still here"));
    assertThat(suite.home().resolve("mnt/diary")).doesNotExist();

    suite.aico("down").ok();
    assertThat(suite.home().resolve("mnt/home")).doesNotExist();
    suite.aico("up").ok();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(suite.home().resolve("mnt/home/files/letter")).hasContent("still here"));

    suite.aico("lock").ok();
    suite.aico("down").ok();
    suite.aico("up").ok();
    assertThat(suite.status().get("state").asText()).isEqualTo("locked");
    assertThat(suite.aico("boot", "test", "--json").exits(1).json().get("because").toString())
        .contains("a person locked it");
    suite.aico("unattended", "off").ok();
    suite.aicoReading(LAST, "unlock", "--password-file", "-").ok();
    assertThat(suite.vault("diary")).exists();
  }

  @Test
  @Order(8)
  void trail_hasAllOfIt() {
    assertThat(suite.eventCodes())
        .contains(
            "key.recovery_tested",
            "key.unlocked",
            "auth.login_failed",
            "key.password_changed",
            "key.recovery_renewed",
            "key.slot_added",
            "key.slot_tested",
            "key.slot_removed",
            "key.master_rotated");
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  @Test
  @Order(9)
  void copyOfTheHome_opensWithStockToolsAlone() throws IOException {
    suite.aico("down").ok();
    Path copy = suite.beside("copy");
    Files.createDirectories(copy.resolve("services"));
    for (String part : List.of("services/key", "vaults")) {
      suite
          .run("", List.of("cp", "-r", suite.home() + "/" + part, copy.resolve(part).toString()))
          .ok();
    }
    Path mountpoint = Files.createDirectory(suite.beside("rescued"));
    List<String> open =
        List.of(
            suite.checkout().resolve("deploy/open-vault").toString(),
            copy.toString(),
            "home",
            mountpoint.toString());

    assertThat(suite.run(CHOSEN, open).exits(1).err()).contains("wrong master password");
    suite.run(LAST, open).ok();

    assertThat(mountpoint.resolve("files/letter")).hasContent("still here");
    suite.run("", List.of("fusermount3", "-u", mountpoint.toString())).ok();
  }

  private String slot(String kind) {
    for (var slot : suite.aico("slot", "list", "--json").ok().json().get("slots")) {
      if (slot.get("kind").asText().equals(kind)) {
        return slot.get("id").asText();
      }
    }
    throw new AssertionError("no slot " + kind);
  }

  /** By way of a mounted secret, which every machine can have, and which can vanish. */
  @Test
  @Order(10)
  void installationKey_moves_andTheKitBringsItBackFromADeadStorage() throws IOException {
    suite.aico("up").ok();
    Path key = installationKey().orElseThrow();
    Path secret = suite.beside("secret");
    // As key-service's own file: its owner, its mode.
    suite.run("", List.of("cp", "-p", key.toString(), secret.toString())).ok();
    String mounted = "mounted:" + secret;
    assertThat(storageInUse()).isEqualTo("file");
    assertThat(suite.aico("up", "--key-storage", mounted).exits(2).err())
        .contains("expected: file, chosen at the first launch");

    suite.aicoReading(CHOSEN, "keystore", "move", mounted, "--password-file", "-").exits(3);
    suite.aicoReading(LAST, "keystore", "move", mounted, "--password-file", "-").ok();

    assertThat(storageInUse()).isEqualTo(mounted);
    assertThat(installationKey()).isEmpty();

    suite.aico("down").ok();
    Files.delete(secret);
    assertThat(suite.aico("up").exits(1).err())
        .contains("key storage '" + mounted + "' cannot be used: there is no " + secret);
    assertThat(check("key_storage")).isEqualTo("failed");
    assertThat(installationKey()).as("no other key is made").isEmpty();

    suite.aico("keystore", "move", "file", "--recovery-kit", lastKit.toString()).ok();

    assertThat(storageInUse()).isEqualTo("file");
    assertThat(installationKey()).isPresent();
    suite.aicoReading(LAST, "unlock", "--password-file", "-").ok();
    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
    assertThat(suite.eventCodes()).contains("key.storage_moved");
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  private Optional<Path> installationKey() throws IOException {
    try (Stream<Path> files = Files.list(suite.home().resolve("services/key"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("installation-[0-9a-f]{32}[.]key"))
          .findFirst();
    }
  }

  private String storageInUse() {
    for (var storage : suite.aico("keystore", "list", "--json").ok().json().get("key_storages")) {
      if (storage.get("in_use").asBoolean()) {
        return storage.get("name").asText();
      }
    }
    throw new AssertionError("no key storage in use");
  }

  private String check(String id) {
    for (var check : suite.aico("doctor", "--json").json().get("checks")) {
      if (check.get("id").asText().equals(id)) {
        return check.get("status").asText();
      }
    }
    throw new AssertionError("no check " + id);
  }
}
