package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two users, a vault of each, one that is shared and one of the household, on a real suite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class UsersIT {
  private static final String OWNERS = "the parent of the house\n";
  private static final String CHILDS = "the child of the house\n";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int DENIED = 3;

  private final Suite suite = Suite.launched(OWNERS);
  private final Suite other = Suite.prepared();

  @BeforeAll
  void twoUsers() throws IOException {
    Path kit = suite.beside("child-kit.txt");
    JsonNode added =
        suite
            .aicoReading(
                CHILDS,
                "user",
                "add",
                "child",
                "--password-file",
                "-",
                "--recovery-kit",
                kit.toString(),
                "--json")
            .ok()
            .json();
    assertThat(Files.readString(kit)).contains("child", added.get("key_id").asText());
    unlockChild();
    suite.aico("vault", "create", "secret").ok();
    suite.aico("vault", "create", "diary", "--user", "child").ok();
    suite.aico("vault", "create", "album", "--household").ok();
    suite.aico("vault", "share", "home", "child").ok();
    for (String vault : List.of("home", "secret", "diary", "album")) {
      Files.writeString(suite.vault(vault).resolve("letter"), "from " + vault);
    }
  }

  @AfterAll
  void stop() {
    suite.close();
    other.close();
  }

  private void unlockChild() {
    suite.aicoReading(CHILDS, "unlock", "--user", "child", "--password-file", "-").ok();
  }

  private void unlockOwner() {
    suite.aicoReading(OWNERS, "unlock", "--password-file", "-").ok();
  }

  @Test
  @Order(1)
  void list_saysWhoseVaultsAre() {
    JsonNode vaults = suite.aico("vault", "list", "--json").ok().json().get("vaults");
    assertThat(vaults)
        .extracting(v -> v.get("name").asText() + " " + v.get("owner").asText())
        .containsExactly("album household", "diary child", "home owner", "secret owner");
    assertThat(vaults.get(2).at("/shared_with/0").asText()).isEqualTo("child");
    assertThat(suite.aico("user", "list", "--json").ok().json().get("users"))
        .extracting(u -> u.get("name").asText() + " " + u.get("state").asText())
        .containsExactly("child unlocked", "owner unlocked");
  }

  @ParameterizedTest
  @Order(2)
  @CsvSource({
    "mount secret --user child, builtin-vault-of-another",
    "check secret --user child, builtin-vault-of-another",
    "rotate secret --user child, builtin-vault-of-another",
    "share secret child --user child, builtin-vault-of-another",
    "set secret --mount demand --user child, builtin-vault-of-another",
    "mount diary, builtin-vault-of-another",
    "rotate diary, builtin-vault-of-another",
    "share diary owner, builtin-vault-of-another",
    "rotate home --user child, default-deny",
    "share home child --user child, default-deny",
    "unshare home child --user child, default-deny",
    "create more --household --user child, default-deny",
    "rotate album --user child, default-deny",
  })
  void anothersVault_isDenied_byARule(String line, String rule) {
    Suite.Result denied = suite.aico(("vault " + line + " --json").split(" "));
    assertThat(denied.exit()).as(denied.toString()).isEqualTo(DENIED);
    assertThat(denied.json().at("/error/rule").asText()).isEqualTo(rule);
  }

  @Test
  @Order(3)
  void unmountOfAnothers_isNotForever() {
    suite.aico("vault", "unmount", "secret", "--json").ok();
    assertThat(suite.aico("vault", "mount", "secret", "--user", "child").exit()).isEqualTo(DENIED);
    suite.aico("vault", "mount", "secret").ok();
    assertThat(suite.vault("secret").resolve("letter")).hasContent("from secret");
  }

  @Test
  @Order(4)
  void lockOfOneUser_leavesOpenWhatTheOtherOpens() {
    suite.aico("lock", "--user", "owner").ok();
    assertStates("mounted", "mounted", "mounted", "locked");

    suite.aico("lock", "--user", "child").ok();
    await().atMost(LIMIT).untilAsserted(() -> assertStates("locked", "locked", "locked", "locked"));

    unlockChild();
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertStates("mounted", "mounted", "mounted", "locked"));
    assertThat(suite.vault("home").resolve("letter")).hasContent("from home");
    assertThat(suite.vault("album").resolve("letter")).hasContent("from album");
  }

  /** Of album, diary, home and secret. */
  private void assertStates(String... states) {
    assertThat(suite.aico("vault", "list", "--json").ok().json().get("vaults"))
        .extracting(v -> v.get("state").asText())
        .containsExactly(states);
  }

  @Test
  @Order(5)
  void guessingTheChildsPassword_doesNotKeepTheOwnerOut() {
    // The wait doubles: until it is longer than a busy machine takes for the next command.
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> unlockAsChild("a guess").json().at("/error/retry_after_s").asLong() >= 15);
    Suite.Result throttled = unlockAsChild(CHILDS);
    assertThat(throttled.exit()).isEqualTo(DENIED);
    assertThat(throttled.json().at("/error/retry_after_s").asLong()).isPositive();

    unlockOwner();
    assertThat(suite.vault("secret").resolve("letter")).hasContent("from secret");
  }

  private Suite.Result unlockAsChild(String password) {
    return suite.aicoReading(
        password, "unlock", "--user", "child", "--password-file", "-", "--json");
  }

  @Test
  @Order(6)
  void householdVault_opensWithStockToolsAndAnyMembersPassword() throws Exception {
    Path point = Files.createDirectory(suite.beside("by-hand"));
    Path said = suite.beside("by-hand.txt");
    Process byHand =
        new ProcessBuilder(
                suite.checkout().resolve("deploy/open-vault").toString(),
                "--user",
                "child",
                suite.home().toString(),
                "album",
                point.toString())
            .redirectErrorStream(true)
            // A pipe would stay open with the gocryptfs that goes on in the background.
            .redirectOutput(said.toFile())
            .start();
    byHand.getOutputStream().write(CHILDS.getBytes());
    byHand.getOutputStream().close();
    assertThat(byHand.waitFor()).as(Files.readString(said)).isZero();
    try {
      assertThat(point.resolve("files/letter")).hasContent("from album");
    } finally {
      new ProcessBuilder("fusermount3", "-u", point.toString()).start().waitFor();
    }
  }

  @Test
  @Order(7)
  void backup_opensWithAnyUsersPassword_asFarAsTheirVaultsGo() throws IOException {
    Path backups = suite.beside("backups");
    suite.aico("backup", backups.toString()).ok();
    JsonNode verified =
        suite
            .aicoReading(
                CHILDS,
                "backup",
                "verify",
                backups.toString(),
                "--user",
                "child",
                "--password-file",
                "-",
                "--json")
            .ok()
            .json();
    assertThat(verified.get("vaults"))
        .extracting(JsonNode::asText)
        .containsExactly("album", "diary", "home");
    assertThat(verified.get("closed")).extracting(JsonNode::asText).containsExactly("secret");

    other
        .aicoReading(
            CHILDS, "restore", backups.toString(), "--user", "child", "--password-file", "-")
        .ok();
    for (String vault : List.of("album", "diary", "home")) {
      assertThat(other.vault(vault).resolve("letter")).hasContent("from " + vault);
    }
    other.aicoReading(OWNERS, "unlock", "--password-file", "-").ok();
    assertThat(other.vault("secret").resolve("letter")).hasContent("from secret");
    other.aico("down").ok();
  }

  @Test
  @Order(8)
  void unshare_takesTheKeyAndRotates() throws IOException {
    String conf = Files.readString(conf("home"));
    suite.aico("vault", "unshare", "home", "child").ok();

    assertThat(Files.readString(conf("home"))).isNotEqualTo(conf);
    assertThat(suite.aico("vault", "mount", "home", "--user", "child").exit()).isEqualTo(DENIED);
    String id = keys("owner").at("/vaults/0/vault_id").asText();
    assertThat(
            keys("owner").at("/vaults/0/epoch").asInt()
                + keys("owner").at("/vaults/1/epoch").asInt())
        .isEqualTo(3);
    assertThat(keys("child").toString()).doesNotContain(id);
    assertThat(suite.vault("home").resolve("letter")).hasContent("from home");
    assertThat(suite.eventCodes())
        .contains("vault.shared", "vault.unshared", "vault.rotated", "key.retired");
  }

  @Test
  @Order(9)
  void compromised_ofAMember_givesThemAndTheHouseholdOtherKeys() throws IOException {
    unlockOwner();
    unlockChild();
    JsonNode before = keys("household");
    Path fresh = Files.writeString(suite.beside("child-new"), "nobody saw this one\n");
    JsonNode done =
        suite
            .aicoReading(
                CHILDS,
                "password",
                "change",
                "--compromised",
                "--user",
                "child",
                "--password-file",
                "-",
                "--new-password-file",
                fresh.toString(),
                "--new-recovery-kit",
                suite.beside("child-kit-2.txt").toString(),
                "--json")
            .exits(1)
            .json();

    assertThat(done.get("rotated")).extracting(JsonNode::asText).containsExactly("diary");
    assertThat(done.get("left"))
        .extracting(JsonNode::asText)
        .anyMatch(left -> left.startsWith("album: ") && left.contains("owner rotates it"));
    assertThat(done.at("/backups/0").asText()).startsWith(suite.beside("backups") + ": 20");
    JsonNode after = keys("household");
    assertThat(after.get("slots")).hasSize(2);
    assertThat(after.at("/installation_key/wrapped"))
        .isNotEqualTo(before.at("/installation_key/wrapped"));
    suite.aico("vault", "rotate", "album").ok();
    assertThat(suite.aico("slot", "list", "--user", "child").ok().out())
        .contains("password")
        .contains("recovery")
        .doesNotContain("unattended");

    suite.aico("lock").ok();
    suite.aico("unlock", "--user", "child", "--password-file", fresh.toString()).ok();
    for (String vault : List.of("album", "diary")) {
      assertThat(suite.vault(vault).resolve("letter")).hasContent("from " + vault);
    }
    unlockOwner();
  }

  @Test
  @Order(10)
  void remove_isRefusedForVaults_andGivesTheHouseholdAnotherKey() throws IOException {
    assertThat(suite.aico("user", "remove", "child").exit()).isEqualTo(1);
    JsonNode before = keys("household");

    suite.aico("user", "remove", "child", "--lose-vaults").ok();

    assertThat(suite.home().resolve("services/key/keys/child.json")).doesNotExist();
    assertThat(keys("household").get("slots")).hasSize(1);
    assertThat(keys("household").at("/vaults/0/wrapped"))
        .isNotEqualTo(before.at("/vaults/0/wrapped"));
    assertThat(
            suite.aicoReading(CHILDS, "unlock", "--user", "child", "--password-file", "-").exit())
        .isEqualTo(DENIED);
    suite.aico("lock").ok();
    unlockOwner();
    assertThat(suite.vault("album").resolve("letter")).hasContent("from album");
    assertThat(suite.eventCodes()).contains("user.removed");
  }

  private Path conf(String vault) {
    return suite.home().resolve("vaults/" + vault + "/cipher/gocryptfs.conf");
  }

  private JsonNode keys(String user) throws IOException {
    return new ObjectMapper()
        .readTree(suite.home().resolve("services/key/keys/" + user + ".json").toFile());
  }
}
