package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.SuiteStatus.Health;
import aico.cli.SupervisorState;
import aico.cli.SupervisorState.ServiceState;
import aico.cli.os.Access;
import aico.cli.os.Jdk;
import aico.cli.os.KeyStorageEnvironment;
import aico.cli.os.ProcessIdentity;
import aico.cli.os.ServiceLog;
import aico.cli.os.ServiceProcess;
import aico.cli.os.SystemUsers;
import aico.cli.storage.HomeLock;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.SupervisorStateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The supervisor as the command sees it: is it there, start it, wait for it, end it. */
final class Supervision {
  /** Five JVMs at once on two busy cores take some 20 s without caches. */
  private static final Duration HEALTHY_LIMIT = Duration.ofSeconds(150);

  /** Starts that fail one after the other: it will not get better by itself soon. */
  private static final long FAILURES_MAX = 3;

  /** Before the sentence with which a service refuses to start; a stack trace may follow it. */
  private static final String REFUSAL = "not started: ";

  private static final int REASON_LINES = 200;

  /** Every service in turn at its longest. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(120);

  /** Without a supervisor services end by themselves; vault-service unmounts first. */
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(50);

  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MS = 50;

  private final Surroundings surroundings;
  private final HomeLayout home;
  private final SupervisorStateFile file;

  Supervision(Surroundings surroundings) {
    this.surroundings = surroundings;
    home = surroundings.home();
    file = new SupervisorStateFile(home.supervisorState());
  }

  /** The state of the supervisor that runs; nothing when none does. */
  Optional<SupervisorState> running() {
    return left().filter(state -> identity(state).isAlive());
  }

  /** What the last supervisor wrote. A damaged file of one that is gone counts for nothing. */
  private Optional<SupervisorState> left() {
    try {
      return file.read();
    } catch (CommandFailed damaged) {
      if (Files.isWritable(home.run()) && HomeLock.isFree(home.supervisorLock())) {
        return Optional.empty();
      }
      throw damaged;
    }
  }

  private static ProcessIdentity identity(SupervisorState state) {
    return new ProcessIdentity(state.pid(), state.started());
  }

  /** Starts it, independent of this process and its terminal. */
  void start(Jdk jdk) {
    List<String> line = new ArrayList<>();
    line.add(jdk.java().toString());
    line.addAll(jvm());
    Path cache = InstalledLib.aotCache(home, "supervisor");
    if (Files.isRegularFile(cache)) {
      line.add("-XX:AOTCache=" + cache);
    }
    line.addAll(
        List.of(
            "-cp",
            home.cliJar().toString(),
            SupervisorMain.class.getName(),
            home.root().toString()));
    try {
      Process process =
          ServiceProcess.startDetached(
              line, new ServiceLog(home.log("supervisor")), KeyStorageEnvironment.ofThisProcess());
      await(
          HEALTHY_LIMIT,
          () -> running().isPresent() || !process.isAlive(),
          "the supervisor did not start");
      if (running().isEmpty()) {
        throw CommandFailed.failed(
            "the supervisor did not start: " + lastLines("supervisor") + logHint("supervisor"));
      }
    } catch (IOException e) {
      throw CommandFailed.failed("the supervisor cannot be started: " + e.getMessage());
    }
  }

  /** A small heap; it only watches. */
  static List<String> jvm() {
    return List.of(
        "-XX:+UseSerialGC",
        "-Xms4m",
        "-Xmx24m",
        "-Xss256k",
        "-XX:TieredStopAtLevel=1",
        "-XX:MinHeapFreeRatio=10",
        "-XX:MaxHeapFreeRatio=20",
        "-XX:-UsePerfData",
        // For the bus, which it takes part in when there are hooks.
        "--enable-native-access=ALL-UNNAMED",
        "-Xlog:disable",
        "-Xlog:all=error:stderr");
  }

  /** Returns when every service is healthy. */
  void awaitHealthy() {
    Set<String> told = new HashSet<>();
    await(
        HEALTHY_LIMIT,
        () -> {
          SupervisorState state =
              running()
                  .orElseThrow(() ->
                      CommandFailed.failed(
                          "the supervisor has ended: "
                              + lastLines("supervisor")
                              + logHint("supervisor")));
          for (ServiceState service : state.own()) {
            if (service.failures() >= FAILURES_MAX) {
              throw CommandFailed.failed(
                  service.name()
                      + " does not start: "
                      + reason(service.name())
                      + logHint(service.name()));
            }
            if (service.state() == Health.HEALTHY && told.add(service.name())) {
              surroundings.say(service.name() + " is healthy");
            }
          }
          return state.allHealthy();
        },
        "not healthy within " + HEALTHY_LIMIT.toSeconds() + " s; see " + home.logs());
  }

  /** The sentence that the service itself gave, or what it printed last. */
  private String reason(String name) {
    return new ServiceLog(home.log(name))
        .lastLines(REASON_LINES).stream()
            .filter(line -> line.contains(REFUSAL))
            .reduce((earlier, later) -> later)
            .map(line -> line.substring(line.indexOf(REFUSAL) + REFUSAL.length()))
            .orElseGet(() -> lastLines(name));
  }

  private String lastLines(String name) {
    return String.join(" / ", new ServiceLog(home.log(name)).lastLines(3));
  }

  private String logHint(String name) {
    return " (log: " + home.log(name) + ")";
  }

  /** Ends the supervisor and with it every service. */
  void stop(SupervisorState state) {
    ProcessIdentity supervisor = identity(state);
    if (!supervisor.terminate() && supervisor.isAlive()) {
      throw CommandFailed.failed(
          "the suite runs under another user: run this as "
              + SystemUsers.nameOf(
                  Access.ownerOf(Path.of("/proc", Long.toString(state.pid()))).orElse(0)));
    }
    try {
      await(STOP_LIMIT, () -> !supervisor.isAlive(), "the supervisor does not end");
    } catch (CommandFailed hangs) {
      supervisor.kill();
    }
    clearUp();
  }

  /**
   * After a supervisor that was killed: waits for the services it left, which end by themselves,
   * and ends those that do not.
   */
  void clearUp() {
    Optional<SupervisorState> left = left();
    if (left.isEmpty() || identity(left.get()).isAlive()) {
      return;
    }
    List<ProcessIdentity> orphans = new ArrayList<>();
    for (ServiceState service : left.get().services()) {
      Long pid = service.pid();
      Long started = service.started();
      if (pid != null && started != null) {
        orphans.add(new ProcessIdentity(pid, started));
      }
    }
    if (anyAlive(orphans)) {
      surroundings.say("waiting for services of a supervisor that is gone to end");
    }
    try {
      await(ORPHAN_LIMIT, () -> !anyAlive(orphans), "services do not end");
    } catch (CommandFailed hang) {
      orphans.forEach(ProcessIdentity::terminate);
      try {
        await(KILL_LIMIT, () -> !anyAlive(orphans), "services do not end");
      } catch (CommandFailed hangStill) {
        orphans.forEach(ProcessIdentity::kill);
        await(KILL_LIMIT, () -> !anyAlive(orphans), "services cannot be ended");
      }
    }
    try {
      Files.deleteIfExists(home.supervisorState());
    } catch (IOException stays) {
      // It names a process that is gone: nobody is misled.
    }
  }

  private static boolean anyAlive(List<ProcessIdentity> processes) {
    return processes.stream().anyMatch(ProcessIdentity::isAlive);
  }

  private static void await(Duration limit, BooleanSupplier done, String otherwise) {
    long untilNs = System.nanoTime() + limit.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - untilNs > 0) {
        throw new CommandFailed(ErrorCode.UNREACHABLE, otherwise);
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CommandFailed.failed("interrupted");
      }
    }
  }
}
