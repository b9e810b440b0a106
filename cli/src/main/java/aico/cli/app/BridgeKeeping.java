package aico.cli.app;

import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.SupervisorState;
import aico.cli.Topology;
import aico.cli.os.BridgeCommand;
import aico.cli.os.CallingUser;
import aico.cli.os.HealthProbe;
import aico.cli.os.Jdk;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.os.SystemUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the bridge while there is a target, and only then. */
final class BridgeKeeping {
  static final String NAME = SupervisorState.BRIDGE;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final HomeLayout home;
  private final StateBoard board;
  private final int port;
  private final String user;
  private final BridgeCommand command;
  private final ServiceLog log;
  private @Nullable ServiceKeeper keeper;
  private boolean stopping;

  BridgeKeeping(HomeLayout home, HomeConfig config, Topology topology, StateBoard board) {
    this.home = home;
    this.board = board;
    port = config.portBase().at(topology.bridgeManagementOffset());
    String own = config.hasServiceUsers() ? config.bridgeUser() : null;
    user = own == null ? SystemUsers.nameOf(CallingUser.uid()) : own;
    command = new BridgeCommand(Jdk.running(), home, own, ServiceProcess.canUseSetpriv());
    log = new ServiceLog(home.log(NAME));
  }

  synchronized void keepLogShort() throws IOException {
    if (keeper != null) {
      log.keepShort();
    }
  }

  /** Starts or stops it, as the settings want; the services do not depend on it. */
  synchronized void look() throws InterruptedException {
    try {
      follow();
    } catch (IOException cannot) {
      SupervisorLog.say("bridge: cannot be kept: " + cannot.getMessage());
    }
  }

  private void follow() throws IOException, InterruptedException {
    boolean wanted = !stopping && Files.exists(home.bridgeTargets());
    ServiceKeeper running = keeper;
    if (wanted && running == null) {
      log.create();
      board.add(NAME, user);
      ServiceKeeper fresh =
          new ServiceKeeper(
              NAME,
              () -> ServiceProcess.start(command.toRun(port), log),
              new HealthProbe(port)::ask,
              board,
              STOP_LIMIT);
      keeper = fresh;
      Thread.ofPlatform().name(NAME).start(fresh);
      SupervisorLog.say("bridge: there are targets");
    } else if (!wanted && running != null) {
      running.stop();
      keeper = null;
      board.remove(NAME);
      SupervisorLog.say("bridge: there are no targets any more");
    }
  }

  /** Ends it with the suite. */
  synchronized void stop() {
    stopping = true;
    ServiceKeeper running = keeper;
    if (running != null) {
      try {
        running.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
