package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.deploy.Suite.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A home on a disk of its own that is too small, then big enough, then full. Needs root. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class FullDiskIT {
  private static final String PASSWORD = "no room on this disk\n";
  private static final String FULL = "No space left on device";

  /** Holds less than the services' programs. */
  private static final String TOO_SMALL = "size=20m,mode=755";

  private static final String ENOUGH = "size=1g,mode=755";
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

  private final Suite suite = Suite.create();
  private final Path disk = suite.beside("").toAbsolutePath();
  private final Path fill = suite.beside("fill");

  @BeforeAll
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", TOO_SMALL, "tmpfs", disk.toString());
  }

  @AfterAll
  void stop() throws Exception {
    Files.deleteIfExists(fill);
    suite.close();
    run("umount", disk.toString());
    Files.delete(disk);
  }

  @Test
  @Order(1)
  void firstLaunch_withoutRoom_saysSo_andGoesOnWhenThereIs() throws Exception {
    Result refused = suite.aicoReading(PASSWORD, "up", "--password-file", "-").exits(1);
    assertThat(refused.err()).contains(suite.home() + "/lib", FULL);

    run("mount", "-o", "remount," + ENOUGH, disk.toString());
    suite
        .aicoReading(
            PASSWORD,
            "up",
            "--password-file",
            "-",
            "--recovery-kit",
            suite.beside("kit.txt").toString())
        .ok();
    Files.writeString(suite.vault("home").resolve("before"), "kept");
  }

  @Test
  @Order(2)
  void fullDisk_refusesWithASentence_andStillLocks() throws Exception {
    Path mounted = suite.vault("home");
    fillUp();
    // With the next event audit-service gives up its index, which leaves room for another vault.
    suite.aico("vault", "create", "letters");
    await().atMost(RECOVERY_LIMIT).during(Duration.ofSeconds(3)).until(this::fillUp);

    assertThatThrownBy(() -> Files.write(mounted.resolve("more"), new byte[100_000]))
        .isInstanceOf(IOException.class);
    Result refused = suite.aico("vault", "create", "diary");
    // By policy-service, which could not record its decision, or behind it.
    assertThat(refused.exit()).isIn(1, 3);
    assertThat(refused.err()).containsAnyOf("could not be recorded", FULL);
    assertThat(suite.aico("integrator", "add", "siem", "--out", "/tmp").exit()).isNotZero();

    suite.aico("lock").ok();
    assertThat(mounted).doesNotExist();
    assertThat(CrashIT.mountsBelow(suite.home())).isEmpty();
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  /** Whoever else is on the disk takes each block that is given back. */
  @Test
  @Order(3)
  void fullDisk_unlocksWithTheRightPasswordAlone_andLocksAgain() throws Exception {
    Result refused = suite.aicoReading("a guess\n", "unlock", "--password-file", "-");
    // Denied, or that it was could not be recorded.
    assertThat(refused.exit()).isIn(1, 3);
    assertThat(refused.err()).contains("wrong password");
    assertThat(Files.readString(suite.home().resolve("services/key/throttle.json")))
        .contains("\"failures\" : 1");
    assertThat(CrashIT.mountsBelow(suite.home())).isEmpty();

    for (int round = 1; round <= 2; round++) {
      fillUp();
      suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
      fillUp();
      assertThat(suite.vault("home").resolve("before")).hasContent("kept");
      fillUp();
      suite.aico("lock").ok();
      assertThat(CrashIT.mountsBelow(suite.home())).isEmpty();
    }
  }

  @Test
  @Order(4)
  void roomAgain_everythingGoesOnWithoutARestart() throws Exception {
    List<Long> before = pids();
    Files.delete(fill);

    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    suite.aico("vault", "create", "diary").ok();
    await().atMost(RECOVERY_LIMIT).until(suite::healthy);
    // Until the log had room, its producer kept it, in the room set aside for what locks.
    await().atMost(RECOVERY_LIMIT).until(() -> suite.eventCodes().contains("key.locked"));

    assertThat(pids()).isEqualTo(before);
    assertThat(suite.vault("home").resolve("before")).hasContent("kept");
    assertThat(suite.vault("diary")).isEmptyDirectory();
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  private List<Long> pids() {
    return suite.status().get("services").valueStream().map(s -> s.get("pid").asLong()).toList();
  }

  /** A copy that fills the disk hurts everybody on it. */
  @Test
  @Order(5)
  void tooLittleSpace_isSaidBeforeARotationOrAnImport(@TempDir Path elsewhere) throws Exception {
    Path large = suite.vault("diary").resolve("large");
    long free = Files.getFileStore(disk).getUsableSpace();
    run("fallocate", "-l", Long.toString(free * 6 / 10), suite.beside("taken").toString());
    Files.write(large, new byte[Math.toIntExact(free / 4)]);

    assertThat(suite.aico("vault", "rotate", "diary").exits(1).err())
        .contains("too little space on the disk of " + suite.home() + "/vaults/diary");
    assertThat(Files.size(large)).isEqualTo(free / 4);
    assertThat(suite.home().resolve("vaults/diary/cipher.new")).isEmptyDirectory();

    run("fallocate", "-l", Long.toString(free), elsewhere.resolve("film").toString());
    assertThat(suite.aico("vault", "import", elsewhere.toString()).exits(1).err())
        .contains("too little space on the disk of " + suite.home() + "/vaults");
    assertThat(Files.size(elsewhere.resolve("film"))).isEqualTo(free);
    Files.delete(suite.beside("taken"));
  }

  /** To the last byte; whether it was full already, and nobody had given anything back. */
  private boolean fillUp() throws IOException {
    boolean wasFull = Files.getFileStore(disk).getUsableSpace() == 0;
    try (var out =
        Files.newOutputStream(fill, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] block = new byte[4096];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining(FULL);
    }
    return wasFull;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", List.of(command)).isZero();
  }
}
