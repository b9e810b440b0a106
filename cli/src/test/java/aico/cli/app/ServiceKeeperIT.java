package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.testing.Ports;
import aico.cli.SuiteStatus.Health;
import aico.cli.SupervisorState;
import aico.cli.SupervisorState.ServiceState;
import aico.cli.os.HealthProbe;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.storage.SupervisorStateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor with real processes that stand in for services. */
class ServiceKeeperIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  private StateBoard board;
  private SupervisorStateFile file;
  private Supervisor supervisor;

  @BeforeEach
  void makeSupervisor() {
    file = new SupervisorStateFile(folder.resolve("supervisor.json"));
    board = new StateBoard(file, "build");
    supervisor = new Supervisor(board);
  }

  @AfterEach
  void stop() {
    supervisor.stop();
  }

  @Test
  void service_isHealthy_thenStoppedInOrder() throws IOException {
    keep(0, "one");
    supervisor.start();

    await().atMost(LIMIT).until(() -> state("one").state() == Health.HEALTHY);
    assertThat(state("one").pss_bytes()).isEqualTo(5_000_000);
    assertThat(read().allHealthy()).isTrue();

    supervisor.stop();

    assertThat(state("one").state()).isEqualTo(Health.STOPPED);
    assertThat(state("one").pid()).isNull();
    assertThat(folder.resolve("one.log")).content().contains("orderly end");
  }

  @Test
  void killedService_isStartedAgain_andCounted() {
    keep(0, "one");
    supervisor.start();
    await().atMost(LIMIT).until(() -> state("one").state() == Health.HEALTHY);
    long first = pid("one");

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    await()
        .atMost(LIMIT)
        .until(() -> state("one").state() == Health.HEALTHY && pid("one") != first);
    assertThat(state("one").restarts()).isEqualTo(1);
    assertThat(state("one").failures()).isZero();
  }

  @Test
  void serviceThatCannotStart_isTriedAgainWithBackoff_andItsFailuresCounted() {
    keep(0, "bad", "failing");
    supervisor.start();

    await().atMost(LIMIT).until(() -> state("bad").failures() >= 3);

    assertThat(state("bad").state()).isEqualTo(Health.STARTING);
    assertThat(new ServiceLog(folder.resolve("bad.log")).lastLines(1))
        .containsExactly("ERROR state.json: version: 9 (expected: 1)");
  }

  @Test
  void deafService_isKilledInTheEnd() {
    keep(0, "deaf", "deaf");
    supervisor.start();
    await().atMost(LIMIT).until(() -> state("deaf").state() == Health.HEALTHY);
    long pid = pid("deaf");

    supervisor.stop();

    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void stages_stopInReverse() throws IOException {
    keep(0, "key");
    keep(3, "vault");
    supervisor.start();
    await().atMost(LIMIT).until(() -> read().allHealthy());

    supervisor.stop();

    assertThat(read().stopping()).isTrue();
    assertThat(Files.getLastModifiedTime(folder.resolve("vault.log")))
        .isLessThanOrEqualTo(Files.getLastModifiedTime(folder.resolve("key.log")));
  }

  private void keep(int stage, String name, String... behaviour) {
    board.add(name, "me");
    int port = Ports.free();
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeService.class.getName(),
                Integer.toString(port)));
    line.addAll(List.of(behaviour));
    ServiceLog log = new ServiceLog(folder.resolve(name + ".log"));
    supervisor.add(
        stage,
        new ServiceKeeper(
            name,
            () -> ServiceProcess.start(line, log),
            new HealthProbe(port)::ask,
            board,
            Duration.ofSeconds(name.equals("deaf") ? 1 : 10)));
  }

  private SupervisorState read() {
    return file.read().orElseThrow();
  }

  private ServiceState state(String name) {
    return read().services().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private long pid(String name) {
    Long pid = state(name).pid();
    return pid == null ? 0 : pid;
  }
}
