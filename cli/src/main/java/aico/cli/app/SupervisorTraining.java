package aico.cli.app;

import aico.cli.os.HealthProbe;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.storage.SupervisorStateFile;
import aico.cli.storage.TopologyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Loads what a supervisor loads, so that a cache of it can be made: keeps one short process. */
final class SupervisorTraining {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final String NAME = "training";

  private SupervisorTraining() {}

  static void run() throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("aico-train-");
      Path state = folder.resolve("supervisor.json");
      Path log = folder.resolve("training.log");
      TopologyFile.bundled();
      StateBoard board = new StateBoard(new SupervisorStateFile(state), NAME);
      board.add(NAME, NAME);
      ServiceKeeper keeper =
          new ServiceKeeper(
              NAME,
              () -> ServiceProcess.start(List.of("cat"), new ServiceLog(log)),
              () ->
                  new HealthProbe(1).ask() instanceof HealthProbe.Silent
                      ? new HealthProbe.Ready(1)
                      : new HealthProbe.NotReady(1),
              board,
              STOP_LIMIT);
      Supervisor supervisor = new Supervisor(board);
      supervisor.add(0, keeper);
      supervisor.start();
      supervisor.stop();
      Files.deleteIfExists(state);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
