package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import aico.cli.Topology;
import aico.cli.os.CallingUser;
import aico.cli.os.HealthProbe;
import aico.cli.os.Jdk;
import aico.cli.os.KeyStorageEnvironment;
import aico.cli.os.LockedMemory;
import aico.cli.os.Mounts;
import aico.cli.os.ServiceCommand;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.os.SystemUsers;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.HomeLock;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.SupervisorStateFile;
import aico.cli.storage.TopologyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The supervisor: {@code java … SupervisorMain HOME}. It starts the services of a home ({@link
 * Supervisor}), starts each again when it ends ({@link ServiceKeeper}), tells how they are in
 * {@code run/supervisor.json} ({@link StateBoard}), and stops them on SIGTERM. It is portable and
 * small; in production systemd or a container engine takes its place.
 */
public final class SupervisorMain {
  /** First argument of a run that only loads what a supervisor needs. */
  static final String TRAIN = "--train";

  /** Services other than vault-service have little to finish. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** Vaults are synced and unmounted; a busy one takes a while. */
  private static final Duration VAULT_STOP_LIMIT = Duration.ofSeconds(45);

  /** Logs grow slowly: they are looked at every tenth turn. */
  private static final int LOG_CHECK_TURNS = 10;

  /** A new target of the bridge is noticed within a second. */
  private static final long TURN_MS = 1_000;

  private final HomeLayout home;
  private final List<ServiceLog> logs = new ArrayList<>();

  private SupervisorMain(HomeLayout home) {
    this.home = home;
  }

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length == 2 && arguments[0].equals(TRAIN)) {
      SupervisorTraining.run();
      return;
    }
    if (arguments.length != 1) {
      System.err.println("usage: SupervisorMain HOME");
      System.exit(2);
    }
    try {
      new SupervisorMain(new HomeLayout(Path.of(arguments[0]))).run();
    } catch (CommandFailed | IOException refused) {
      SupervisorLog.say("refused to start: " + refused.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    Optional<HomeLock> lock = HomeLock.tryLock(home.supervisorLock());
    if (lock.isEmpty()) {
      throw CommandFailed.failed(home.supervisorLock() + ": another supervisor runs this home");
    }
    HomeConfig config =
        new HomeFiles(home)
            .config()
            .orElseThrow(() -> CommandFailed.failed(home.config() + ": missing"));
    StateBoard board =
        new StateBoard(
            new SupervisorStateFile(home.supervisorState()), InstalledLib.buildId(home).orElse(""));
    Supervisor supervisor = supervisor(config, board);
    BridgeKeeping bridge = new BridgeKeeping(home, config, TopologyFile.bundled(), board);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  SupervisorLog.say("stopping");
                  bridge.stop();
                  supervisor.stop();
                  List<String> left = Mounts.below(home.mountParents());
                  SupervisorLog.say(left.isEmpty() ? "stopped" : "stopped; still mounted: " + left);
                },
                "stop"));
    SupervisorLog.say("starting the services of " + home.root());
    supervisor.start();
    new HookKeeper(home).start();
    for (int turn = 0; true; turn++) {
      bridge.look();
      if (turn % LOG_CHECK_TURNS == 0) {
        for (ServiceLog log : logs) {
          log.keepShort();
        }
        bridge.keepLogShort();
      }
      Thread.sleep(TURN_MS);
    }
  }

  private Supervisor supervisor(HomeConfig config, StateBoard board) throws IOException {
    Topology topology = TopologyFile.bundled();
    logs.add(new ServiceLog(home.log("supervisor")));
    long memlockBytes = LockedMemory.canRaise() ? LockedMemory.WANTED_BYTES : 0;
    boolean withSetpriv = ServiceProcess.canUseSetpriv();
    Supervisor supervisor = new Supervisor(board);
    for (SuiteService service : SuiteService.values()) {
      int port = config.portBase().at(topology.managementOffset(service));
      ServiceCommand command =
          new ServiceCommand(
              Jdk.running(),
              home.application(service),
              home.state(service),
              home.state(service).resolve("tmp"),
              port,
              config.hasServiceUsers() ? config.userOf(service) : null,
              memlockBytes,
              withSetpriv);
      ServiceLog log = new ServiceLog(home.log(service.principal()));
      log.create();
      logs.add(log);
      HealthProbe probe = new HealthProbe(port);
      board.add(service.principal(), userName(config, service));
      supervisor.add(
          service.stage(),
          new ServiceKeeper(
              service.principal(),
              () ->
                  ServiceProcess.start(
                      command.toRun(service, InstalledLib.aotCache(home, service)),
                      log,
                      service == SuiteService.KEY
                          ? KeyStorageEnvironment.ofThisProcess()
                          : Map.of()),
              probe::ask,
              board,
              service == SuiteService.VAULT ? VAULT_STOP_LIMIT : STOP_LIMIT));
    }
    return supervisor;
  }

  private static String userName(HomeConfig config, SuiteService service) {
    return config.hasServiceUsers()
        ? config.userOf(service)
        : SystemUsers.nameOf(CallingUser.uid());
  }
}
