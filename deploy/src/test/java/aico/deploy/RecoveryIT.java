package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
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

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Suite suite = Suite.launched(FORGOTTEN);
  private final Path kit = suite.beside("kit.txt");
  private final Path newKit = suite.beside("kit-2.txt");

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

    suite
        .aicoReading(
            CHOSEN,
            "password",
            "change",
            "--recovery-kit",
            kit.toString(),
            "--new-password-file",
            "-")
        .ok();

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

    suite
        .aicoReading(
            CHOSEN,
            "recovery",
            "renew",
            "--password-file",
            "-",
            "--recovery-kit",
            newKit.toString())
        .ok();

    assertThat(Files.getPosixFilePermissions(newKit)).isEqualTo(OWNER_ONLY);
    suite.aico("lock").ok();
    assertThat(suite.aico("unlock", "--recovery-kit", kit.toString()).exits(3).err())
        .contains("another key, or was replaced");
    suite.aico("unlock", "--recovery-kit", newKit.toString()).ok();
    assertThat(suite.vault("home").resolve("letter")).hasContent("still here");
  }

  @Test
  @Order(5)
  void trail_hasAllOfIt() {
    assertThat(suite.eventCodes())
        .contains(
            "key.recovery_tested",
            "key.unlocked",
            "auth.login_failed",
            "key.password_changed",
            "key.recovery_renewed");
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  @Test
  @Order(6)
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

    assertThat(suite.run(FORGOTTEN, open).exits(1).err()).contains("wrong master password");
    suite.run(CHOSEN, open).ok();

    assertThat(mountpoint.resolve("files/letter")).hasContent("still here");
    suite.run("", List.of("fusermount3", "-u", mountpoint.toString())).ok();
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
