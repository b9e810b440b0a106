package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.cli.SupervisorState;
import aico.cli.os.HealthProbe;
import aico.cli.os.ProcessIdentity;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.storage.SupervisorStateFile;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor of its own process, killed in every way. */
class LifelineIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void killedSupervisor_takesItsServicesWithIt() throws IOException {
    Process supervisor = start();
    SupervisorState state = awaitHealthy();
    ProcessIdentity service = service(state);
    assertThat(service.isAlive()).isTrue();
    assertThat(new ProcessIdentity(state.pid(), state.started()).isAlive()).isTrue();

    supervisor.destroyForcibly();

    await().atMost(LIMIT).until(() -> !service.isAlive());
    assertThat(new ProcessIdentity(state.pid(), state.started()).isAlive()).isFalse();
    assertThat(folder.resolve("one.log")).content().contains("orderly end");
  }

  @Test
  void terminatedSupervisor_stopsItsServicesFirst() throws IOException {
    Process supervisor = start();
    ProcessIdentity service = service(awaitHealthy());

    supervisor.destroy();

    await().atMost(LIMIT).until(() -> !supervisor.isAlive());
    assertThat(service.isAlive()).isFalse();
  }

  @Test
  void identity_isNotThatOfAnotherProcessUnderTheSameId() {
    ProcessIdentity self = ProcessIdentity.self();

    assertThat(self.isAlive()).isTrue();
    assertThat(new ProcessIdentity(self.pid(), self.started() - 1).isAlive()).isFalse();
    assertThat(new ProcessIdentity(self.pid(), self.started() - 1).kill()).isFalse();
  }

  private Process start() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FakeSupervisor.class.getName(),
            folder.toString(),
            Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("supervisor.log").toFile())
        .start();
  }

  private SupervisorState awaitHealthy() {
    SupervisorStateFile file = new SupervisorStateFile(folder.resolve("supervisor.json"));
    await().atMost(LIMIT).until(() -> file.read().filter(SupervisorState::allHealthy).isPresent());
    return file.read().orElseThrow();
  }

  private static ProcessIdentity service(SupervisorState state) {
    SupervisorState.ServiceState service = state.services().getFirst();
    Long pid = service.pid();
    Long started = service.started();
    assertThat(pid).isNotNull();
    assertThat(started).isNotNull();
    return new ProcessIdentity(pid == null ? 0 : pid, started == null ? 0 : started);
  }

  /** A supervisor of one fake service. */
  static final class FakeSupervisor {
    private FakeSupervisor() {}

    public static void main(String[] arguments) throws InterruptedException {
      Path folder = Path.of(arguments[0]);
      int port = Integer.parseInt(arguments[1]);
      StateBoard board =
          new StateBoard(new SupervisorStateFile(folder.resolve("supervisor.json")), "b");
      board.add("one", "me");
      Supervisor supervisor = new Supervisor(board);
      supervisor.add(
          0,
          new ServiceKeeper(
              "one",
              () ->
                  ServiceProcess.start(
                      List.of(
                          Path.of(System.getProperty("java.home"), "bin/java").toString(),
                          "-cp",
                          System.getProperty("java.class.path"),
                          FakeService.class.getName(),
                          Integer.toString(port)),
                      new ServiceLog(folder.resolve("one.log"))),
              new HealthProbe(port)::ask,
              board,
              Duration.ofSeconds(10)));
      Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop));
      supervisor.start();
      Thread.currentThread().join();
    }
  }
}
