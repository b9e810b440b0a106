package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Power is taken away whoever else answers: a frozen service is worse than a dead one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockIT {
  private static final String PASSWORD = "locked without asking anyone\n";

  /** The supervisor ends what hangs and starts it again. */
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(90);

  private final Suite suite = Suite.launched(PASSWORD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void lock_withPolicyAuthAndAuditFrozen_locks_andIsRecordedLater() throws Exception {
    Path mounted = suite.vault("home");
    Path session = suite.home().resolve("cli/session.json");
    byte[] sessionBefore = Files.readAllBytes(session);
    byte[] secretBefore = Files.readAllBytes(session.resolveSibling("session.secret"));
    long recordedBefore = count("key.locked");
    List<ProcessHandle> frozen =
        List.of(
            suite.process("policy-service"),
            suite.process("auth-service"),
            suite.process("audit-service"));
    try {
      signal("STOP", frozen);

      assertThat(suite.aico("lock").ok().err()).contains("auth-service does not answer");

      assertThat(mounted).doesNotExist();
      assertThat(CrashIT.mountsBelow(suite.home())).isEmpty();
      assertThat(ProcessHandle.allProcesses().map(p -> p.info().commandLine().orElse("")))
          .noneMatch(line -> line.contains("gocryptfs") && line.contains(suite.home().toString()));
      assertThat(session).doesNotExist();
    } finally {
      signal("CONT", frozen);
    }
    await().atMost(RECOVERY_LIMIT).until(suite::healthy);
    suite.aico("vault", "mount", "home").exits(4);
    assertThat(mounted).doesNotExist();
    await().atMost(RECOVERY_LIMIT).until(() -> count("key.locked") > recordedBefore);
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();

    // A copy of the session from before the lock opens nothing, though auth-service was not there.
    Files.write(session, sessionBefore);
    Files.write(session.resolveSibling("session.secret"), secretBefore);
    assertThat(suite.aico("vault", "mount", "home").exit()).isIn(3, 4);
    assertThat(mounted).doesNotExist();

    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    await().atMost(RECOVERY_LIMIT).until(() -> Files.exists(mounted));
  }

  @Test
  void lock_withVaultServiceFrozen_forgetsTheKeys_saysWhatIsLeft_andUnmountsByItself()
      throws Exception {
    await().atMost(RECOVERY_LIMIT).until(suite::healthy);
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    Path mounted = suite.vault("home");
    ProcessHandle vaultService = suite.process("vault-service");
    signal("STOP", List.of(vaultService));

    Suite.Result lock = suite.aico("lock");

    assertThat(suite.status().get("state").asText()).isEqualTo("locked");
    if (lock.exit() != 0) {
      assertThat(lock.exits(5).err()).contains("the keys are locked", "still mounted", "home");
    }
    // Nobody wakes it: the supervisor ends what hangs, and the next one begins locked.
    await().atMost(RECOVERY_LIMIT).until(() -> CrashIT.mountsBelow(suite.home()).isEmpty());
    await().atMost(RECOVERY_LIMIT).until(suite::healthy);
    assertThat(mounted).doesNotExist();
    suite.aico("vault", "mount", "home").exits(4);
    suite.aicoReading(PASSWORD, "unlock", "--password-file", "-").ok();
    await().atMost(RECOVERY_LIMIT).until(() -> Files.exists(mounted));
  }

  private long count(String code) {
    return suite.eventCodes().stream().filter(code::equals).count();
  }

  private static void signal(String name, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    for (ProcessHandle process : processes) {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    }
  }
}
