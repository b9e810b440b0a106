package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 of every process in turn: nothing acknowledged is lost, and locked means gone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
  private static final String PASSWORD = "a password that survives\n";

  /** A service restarts with backoff; a minute is far beyond the longest first pause. */
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Suite suite = Suite.launched(PASSWORD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit-service", "policy-service", "auth-service", "vault-service"})
  void killedService_comesBackByItself_andTheVaultWithIt(String service) throws IOException {
    ready();
    Path file = suite.vault("home").resolve("before-" + service + ".txt");
    Files.writeString(file, "kept");
    long before = suite.aico("audit", "verify", "--json").ok().json().get("size").asLong();

    killAndAwaitRestart(service);

    await().atMost(RECOVERY_LIMIT).until(() -> Files.exists(file));
    assertThat(Files.readString(file)).isEqualTo("kept");
    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "mount", "home").ok();
    JsonNode verified = suite.aico("audit", "verify", "--json").ok().json();
    assertThat(verified.get("whole").asBoolean()).isTrue();
    assertThat(verified.get("size").asLong()).isGreaterThanOrEqualTo(before);
  }

  /**
   * Rounds without audit-service, each a command that unmounts and one that mounts: some half
   * minute, in which every other service writes what only its outbox keeps.
   */
  private static final int ROUNDS_WITHOUT_AUDIT = 10;

  @Test
  void whileAuditServiceIsGone_nothingIsLost_andTheOrderIsKept() throws IOException {
    ready();
    Path application = suite.home().resolve("lib/audit/quarkus-app/quarkus-run.jar");
    Path aside = suite.beside("audit-run.jar");
    long size = suite.aico("audit", "verify", "--json").ok().json().get("size").asLong();
    ProcessHandle victim = suite.process("audit-service");
    Files.move(application, aside);
    victim.destroyForcibly();

    for (int round = 0; round < ROUNDS_WITHOUT_AUDIT; round++) {
      suite.aico("vault", "unmount", "home").ok();
      suite.aico("vault", "mount", "home").ok();
    }
    suite.aico("audit", "search").exits(5);
    Files.move(aside, application);

    await()
        .atMost(RECOVERY_LIMIT)
        .until(() -> suite.healthy() && suite.process("audit-service").pid() != victim.pid());
    await()
        .atMost(RECOVERY_LIMIT)
        .untilAsserted(() ->
            assertThat(since(size, "vault.mounted")).isGreaterThanOrEqualTo(ROUNDS_WITHOUT_AUDIT));
    assertThat(since(size, "vault.mounted")).isEqualTo(ROUNDS_WITHOUT_AUDIT);
    assertThat(since(size, "vault.unmounted")).isEqualTo(ROUNDS_WITHOUT_AUDIT);
    assertThat(suite.eventCodes()).doesNotContain("record.gap", "record.conflict");
    assertThat(producersWithoutGapAndInOrder())
        .contains("vault-service", "policy-service", "auth-service", "key-service");
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
    // The next test is not to wait as long for a restart as one that failed so often does.
    suite.aico("down").ok();
  }

  private long since(long size, String code) {
    return suite.eventCodes().stream().skip(size).filter(code::equals).count();
  }

  /** Of each outbox the log has 1, 2, 3 and so on, whatever was killed before and in between. */
  private Set<String> producersWithoutGapAndInOrder() {
    Map<String, Long> last = new HashMap<>();
    Set<String> producers = new TreeSet<>();
    for (JsonNode event : suite.events()) {
      String producer = event.get("producer").asText();
      long number = Long.parseLong(event.get("producerseq").asText());
      long before =
          Optional.ofNullable(last.put(producer + " " + event.get("incarnation").asText(), number))
              .orElse(0L);
      assertThat(number).as("place in the outbox of %s", producer).isEqualTo(before + 1);
      producers.add(producer);
    }
    return producers;
  }

  @Test
  void killedKeyService_leavesEverythingLocked() throws IOException {
    ready();
    Path mounted = suite.vault("home");

    killAndAwaitRestart("key-service");

    await().atMost(RECOVERY_LIMIT).until(() -> !Files.exists(mounted));
    assertThat(mountsBelow(suite.home())).isEmpty();
    assertThat(suite.status().get("state").asText()).isEqualTo("locked");
    suite.aico("vault", "mount", "home").exits(4);
  }

  @Test
  void killedSupervisor_stopsTheServices_unmounts_andUpRepairs() throws IOException {
    ready();
    List<ProcessHandle> services =
        List.of(
            suite.process("key-service"),
            suite.process("vault-service"),
            suite.process("audit-service"));
    ProcessHandle supervisor = suite.process("supervisor");

    supervisor.destroyForcibly();

    await().atMost(RECOVERY_LIMIT).until(() -> services.stream().noneMatch(ProcessHandle::isAlive));
    await().atMost(RECOVERY_LIMIT).until(() -> mountsBelow(suite.home()).isEmpty());
    suite.aicoReading(PASSWORD, "up", "--password-file", "-").ok();
    assertThat(suite.healthy()).isTrue();
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  /** As systemd or a shutdown of the machine ends it. */
  @Test
  void endedSupervisor_hasTheHooksBeforeTheLockRun_andRecorded() throws IOException {
    ready();
    Path marker = suite.beside("hook-ran");
    Path hooks = suite.home().resolve("hooks/home/before-lock.d");
    Files.createDirectories(hooks, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Path hook =
        Files.writeString(hooks.resolve("10-mark"), "#!/bin/sh\ntouch %s\n".formatted(marker));
    Files.setPosixFilePermissions(hook, OWNER_ONLY);
    await()
        .atMost(RECOVERY_LIMIT)
        .until(() -> {
          suite.aico("vault", "unmount", "home").ok();
          suite.aico("vault", "mount", "home").ok();
          return Files.exists(marker);
        });
    Files.delete(marker);
    long before = hookRuns();
    ProcessHandle supervisor = suite.process("supervisor");

    supervisor.destroy();

    await().atMost(RECOVERY_LIMIT).until(() -> !supervisor.isAlive());
    assertThat(marker).exists();
    Files.delete(hook);
    ready();
    await().atMost(RECOVERY_LIMIT).until(() -> hookRuns() == before + 1);
  }

  private long hookRuns() {
    return suite.eventCodes().stream().filter("vault.hook_ran"::equals).count();
  }

  @Test
  void killedWhileVaultsAreMade_everyAnsweredVaultIsThere_andNoneIsHalf() throws IOException {
    ready();
    ProcessHandle victim = suite.process("vault-service");
    Path out = Files.createTempFile("aico-it-", ".out");
    Process creating =
        suite.start(
            List.of(suite.checkout().resolve("aico").toString(), "vault", "create", "half"),
            out,
            out);
    await()
        .atMost(RECOVERY_LIMIT)
        .until(() -> !creating.isAlive() || Files.exists(suite.home().resolve("vaults/half")));

    victim.destroyForcibly();

    await().atMost(RECOVERY_LIMIT).until(() -> !creating.isAlive());
    await().atMost(RECOVERY_LIMIT).until(suite::healthy);
    int again = suite.aico("vault", "create", "half").exit();
    if (again != 0) {
      suite.aico("vault", "mount", "half").ok();
    }
    Path files = suite.vault("half");
    Files.writeString(files.resolve("x"), "y");
    suite.aico("vault", "unmount", "half").ok();
    suite.aico("vault", "mount", "half").ok();
    assertThat(Files.readString(files.resolve("x"))).isEqualTo("y");
    Files.delete(out);
  }

  /** Running, unlocked, and the vault `home` mounted, whatever the test before left. */
  private void ready() {
    suite.aicoReading(PASSWORD, "up", "--password-file", "-").ok();
    await().atMost(RECOVERY_LIMIT).until(suite::healthy);
    suite.aico("vault", "mount", "home").ok();
  }

  private void killAndAwaitRestart(String service) {
    ProcessHandle victim = suite.process(service);
    victim.destroyForcibly();
    await()
        .atMost(RECOVERY_LIMIT)
        .until(() -> suite.healthy() && suite.process(service).pid() != victim.pid());
  }

  static List<String> mountsBelow(Path folder) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(" " + folder + "/"))
        .toList();
  }
}
