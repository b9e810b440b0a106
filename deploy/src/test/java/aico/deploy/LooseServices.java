package aico.deploy;

import static java.util.Objects.requireNonNull;

import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import aico.cli.Topology;
import aico.cli.os.HealthProbe;
import aico.cli.os.Jdk;
import aico.cli.os.LockedMemory;
import aico.cli.os.ServiceCommand;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.TopologyFile;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The services of a home whose suite is down, each started by hand as the supervisor would. */
final class LooseServices implements AutoCloseable {
  /** vault-service unmounts first. */
  private static final long STOP_LIMIT_S = 45;

  private final HomeLayout home;
  private final HomeConfig config;
  private final Topology topology = TopologyFile.bundled();
  private final Map<SuiteService, Process> running = new EnumMap<>(SuiteService.class);

  LooseServices(Suite suite) {
    home = new HomeLayout(suite.home());
    config = new HomeFiles(home).config().orElseThrow();
  }

  void start(SuiteService service) throws IOException {
    ServiceCommand command =
        new ServiceCommand(
            Jdk.running(),
            home.application(service),
            home.state(service),
            home.state(service).resolve("tmp"),
            port(service),
            config.hasServiceUsers() ? config.userOf(service) : null,
            LockedMemory.canRaise() ? LockedMemory.WANTED_BYTES : 0,
            ServiceProcess.canUseSetpriv());
    running.put(
        service,
        ServiceProcess.start(
            command.toRun(service, InstalledLib.aotCache(home, service)),
            new ServiceLog(home.log(service.principal()))));
  }

  boolean isAlive(SuiteService service) {
    return requireNonNull(running.get(service)).isAlive();
  }

  /** Whether it answers at all, ready or not. */
  boolean answers(SuiteService service) {
    return !(probe(service) instanceof HealthProbe.Silent);
  }

  boolean isReady(SuiteService service) {
    return probe(service) instanceof HealthProbe.Ready;
  }

  /** CPU time it has used so far, in milliseconds. */
  long cpuMs(SuiteService service) {
    return requireNonNull(running.get(service)).info().totalCpuDuration().orElseThrow().toMillis();
  }

  private HealthProbe.Answer probe(SuiteService service) {
    return new HealthProbe(port(service)).ask();
  }

  private int port(SuiteService service) {
    return config.portBase().at(topology.managementOffset(service));
  }

  /** By their lifelines, those of the last stage first. */
  @Override
  public void close() throws IOException {
    for (SuiteService service : List.of(SuiteService.values()).reversed()) {
      Process process = running.remove(service);
      if (process != null) {
        process.getOutputStream().close();
        try {
          process.onExit().get(STOP_LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
          process.destroyForcibly();
          throw new AssertionError(service + " did not stop", e);
        }
      }
    }
  }
}
