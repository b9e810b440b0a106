package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A user and a vault with planted names: read in the trail by whom they are for, nowhere in the
 * clear, and by nobody after an erasure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ErasureIT {
  private static final String USER = "zq7user";
  private static final String VAULT = "zq7vault";
  private static final String OWNERS = "the parent of the house\n";
  private static final String USERS = "somebody who was here\n";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Suite suite = Suite.launched(OWNERS);
  private final Path identified = suite.beside("identified");
  private String subject = "";

  @AfterAll
  void stop() {
    suite.close();
  }

  @BeforeAll
  void useEverything() {
    suite.aico("integrator", "add", "siem", "--identified", "--out", identified.toString()).ok();
    suite
        .aicoReading(
            USERS,
            "user",
            "add",
            USER,
            "--password-file",
            "-",
            "--recovery-kit",
            suite.beside("user-kit.txt").toString())
        .ok();
    suite.aicoReading("wrong\n", "unlock", "--user", USER, "--password-file", "-").exits(3);
    unlock();
    suite.aico("vault", "create", VAULT, "--user", USER).ok();
    suite.aico("vault", "share", VAULT, "owner", "--user", USER).ok();
    suite.aico("vault", "mount", VAULT).ok();
    suite.aico("vault", "set", VAULT, "--idle-lock", "1h", "--user", USER).ok();
    suite.aico("vault", "check", VAULT, "--user", USER);
    suite.aico("vault", "unmount", VAULT).ok();
  }

  private void unlock() {
    suite.aicoReading(USERS, "unlock", "--user", USER, "--password-file", "-").ok();
  }

  private List<JsonNode> search(String... filter) {
    List<String> line = new ArrayList<>(List.of("audit", "search", "--json", "--limit", "1000"));
    line.addAll(List.of(filter));
    return suite.aico(line.toArray(String[]::new)).ok().jsonLines();
  }

  @Test
  @Order(1)
  void whoIsUnlocked_isReadByName_andFoundByName() {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(search("--resource", VAULT))
                .extracting(event -> event.at("/data/metadata/event_code").asText())
                .contains("vault.created", "vault.shared", "vault.mounted", "vault.unmounted"));
    assertThat(search("--resource", VAULT, "--code", "vault.*"))
        .allSatisfy(event -> assertThat(event.toString()).contains(VAULT).contains("opened"));
    assertThat(search("--user", USER))
        .isNotEmpty()
        .allSatisfy(
            event -> assertThat(event.at("/data/actor/user/name").asText()).isEqualTo(USER));
    assertThat(search("--text", VAULT)).isNotEmpty();
    assertThat(search("--code", "user.created"))
        .extracting(event -> event.at("/data/user/name").asText())
        .contains(USER);
  }

  @Test
  @Order(2)
  void identifiedIntegrator_isToldTheNames() {
    assertThat(subscribed("--from", "0", "--count", count())).contains(USER).contains(VAULT);
  }

  private String count() {
    return suite.aico("audit", "search", "--count").ok().out().strip();
  }

  private String subscribed(String... arguments) {
    List<String> line = new ArrayList<>(List.of(identified.resolve("subscribe.py").toString()));
    line.addAll(List.of(arguments));
    Suite.Result told = suite.run("", line).ok();
    return told.out() + told.err();
  }

  @Test
  @Order(3)
  void whoIsLocked_staysAPseudonym_andIsFoundAllTheSame() {
    suite.aico("lock", "--user", USER).ok();
    List<JsonNode> found = search("--user", USER);
    assertThat(found).isNotEmpty();
    assertThat(found.toString()).doesNotContain(USER).doesNotContain(VAULT).contains("p-");
    unlock();
  }

  /** The names stand where they are used, and in nothing that tells of it. */
  @Test
  @Order(4)
  void trail_holdsNoName() throws IOException {
    assertThat(filesWithNames()).allMatch(ErasureIT::isInUse);
  }

  @Test
  @Order(5)
  void erase_withTheWrongPassword_isDenied_andChangesNothing() {
    suite.aicoReading("wrong\n", "audit", "erase", USER, "--password-file", "-").exits(3);
    assertThat(search("--resource", VAULT).toString()).contains(VAULT);
  }

  @Test
  @Order(6)
  void erase_listsWhoHasNotConfirmed_andNobodyReadsTheNamesAnyMore() {
    JsonNode erased =
        suite
            .aicoReading(USERS, "audit", "erase", USER, "--password-file", "-", "--json")
            .ok()
            .json();
    subject = erased.get("subject").asText();
    assertThat(erased.get("confirmed")).isEmpty();
    assertThat(erased.get("unconfirmed"))
        .extracting(JsonNode::asText)
        .containsExactly("integrator/siem");
    // The user is there and unlocked: under the old pseudonyms they are nobody.
    assertThat(search("--resource", VAULT)).isEmpty();
    List<JsonNode> all = search();
    assertThat(all)
        .filteredOn(event -> event.toString().contains(subject + ":"))
        .isNotEmpty()
        .allSatisfy(
            event -> assertThat(event.toString()).doesNotContain(USER).doesNotContain(VAULT));
    assertThat(all)
        .filteredOn(event -> event.at("/data/metadata/event_code").asText().equals("log.erased"))
        .singleElement()
        .satisfies(event -> assertThat(event.at("/data/entity/name").asText()).isEqualTo(subject));
  }

  @Test
  @Order(7)
  void integrator_isToldToForget_untilItConfirms() {
    String told = subscribed("--from", "0", "--confirm-erasures", "--count", "1");
    assertThat(told).contains("ERASED").contains(subject);
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(
                    suite
                        .aico("integrator", "list", "--json")
                        .ok()
                        .json()
                        .at("/integrators/0/unconfirmed")
                        .asInt())
                .isZero());
    assertThat(subscribed("--from", "0", "--count", count()))
        .doesNotContain("ERASED")
        .doesNotContain(VAULT);
  }

  @Test
  @Order(8)
  void everyProofHolds() {
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  /** What is left of them are the vault and its keys, which go with the user. */
  @Test
  @Order(9)
  void afterRemoval_noFileButTheVaultsTellsOfThem() throws IOException {
    suite.aico("lock", "--user", USER).ok();
    suite.aico("user", "remove", USER, "--lose-vaults").ok();
    // Nobody asked for it: who is removed is forgotten.
    await().atMost(LIMIT).until(() -> search("--code", "log.erased").size() == 2);
    suite.aico("down").ok();
    assertThat(filesWithNames())
        .allMatch(file -> file.startsWith("services/vault/") || file.startsWith("vaults/"));
  }

  /** Key files and the session by their users, vaults by their names. */
  private static boolean isInUse(String file) {
    return file.startsWith("services/key/")
        || (file.startsWith("services/vault/") && !file.startsWith("services/vault/outbox/"))
        || file.startsWith("vaults/")
        || file.startsWith("mnt/")
        || file.startsWith("cli/")
        || file.startsWith("sessions/")
        || file.equals("home.json");
  }

  /** Below the home, without what is mounted. */
  private List<String> filesWithNames() throws IOException {
    List<String> found = new ArrayList<>();
    Path home = suite.home();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(home.resolve("mnt")) || folder.equals(home.resolve("lib"))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = home.relativize(file).toString();
            if (attributes.isRegularFile()) {
              String text =
                  name + "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
              if (text.contains(USER) || text.contains(VAULT)) {
                found.add(name);
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
