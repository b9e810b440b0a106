package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import aico.cli.os.Jdk;
import aico.cli.os.Run;
import aico.cli.os.ServiceCommand;
import aico.cli.os.ServiceProcess;
import aico.cli.os.SystemUsers;
import aico.cli.storage.HomeTree;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.TrainingFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the caches with which services start in a third of the time: each service runs once, under
 * its own user, exercises itself and ends. A cache that cannot be made costs only its gain.
 */
final class AotTraining {
  /** Half a minute each on a slow machine, most of it for writing the cache. */
  private static final Duration LIMIT = Duration.ofSeconds(180);

  /** A training run keeps a core busy and takes some 400 MB while it writes. */
  private static final int AT_ONCE = 2;

  private static final String OUTPUT = "training.aot";

  private final Surroundings surroundings;
  private final HomeConfig config;
  private final Jdk jdk;
  private final HomeLayout home;
  private final TrainingFolders folders;

  AotTraining(Surroundings surroundings, HomeConfig config, Jdk jdk) {
    this.surroundings = surroundings;
    this.config = config;
    this.jdk = jdk;
    home = surroundings.home();
    folders = new TrainingFolders(home);
  }

  /** Makes the caches that are missing for this build of the JDK, before the services run. */
  void services() {
    List<Runnable> missing = new ArrayList<>();
    for (SuiteService service : SuiteService.values()) {
      if (!Files.isRegularFile(InstalledLib.aotCache(home, service))) {
        missing.add(() -> train(service));
      }
    }
    Path supervisor = InstalledLib.aotCache(home, "supervisor");
    if (!Files.isRegularFile(supervisor)) {
      missing.add(() -> trainSupervisor(supervisor));
    }
    if (missing.isEmpty()) {
      return;
    }
    surroundings.say(
        "preparing fast starts for the services and this JDK (once, under a minute each)");
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      missing.forEach(pool::execute);
    }
  }

  private void train(SuiteService service) {
    String user = config.hasServiceUsers() ? config.userOf(service) : null;
    Path folder = folders.make(service.shortName(), owner(user));
    try {
      Path output = folder.resolve(OUTPUT);
      ServiceCommand command =
          new ServiceCommand(
              jdk,
              home.application(service),
              folder,
              folder,
              0,
              user,
              0,
              ServiceProcess.canUseSetpriv());
      Run.Ended ended = Run.toEnd(LIMIT, command.toTrain(service, output));
      if (ended.ok()) {
        folders.take(output, InstalledLib.aotCache(home, service));
        surroundings.say(service.principal() + " is prepared");
      } else {
        tellFailure(service.principal(), ended.lastLine());
      }
    } catch (CommandFailed failed) {
      tellFailure(service.principal(), String.valueOf(failed.getMessage()));
    } finally {
      folders.remove(folder);
    }
  }

  private void trainSupervisor(Path cache) {
    List<String> line = new ArrayList<>(List.of(jdk.java().toString()));
    line.addAll(Supervision.jvm());
    line.add("-XX:AOTCacheOutput=" + cache);
    line.addAll(
        List.of(
            "-cp",
            home.cliJar().toString(),
            SupervisorMain.class.getName(),
            SupervisorMain.TRAIN,
            home.root().toString()));
    trainHere("supervisor", line);
  }

  /** The command itself, exercised by a look at the suite that runs now. */
  void command() {
    Path cache = InstalledLib.aotCache(home, "cli");
    if (Files.isRegularFile(cache) || !Files.isWritable(home.lib())) {
      return;
    }
    List<String> line = new ArrayList<>(List.of(jdk.java().toString()));
    // As the launcher starts it: other settings would make the cache unusable.
    line.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xms16m",
            "-Xmx256m",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:AOTCacheOutput=" + cache,
            "-Daico.home=" + home.root(),
            "-jar",
            home.cliJar().toString(),
            "status",
            "--json"));
    trainHere("aico", line);
  }

  private void trainHere(String name, List<String> line) {
    try {
      Run.Ended ended = Run.toEnd(LIMIT, line);
      if (!ended.ok()) {
        tellFailure(name, ended.lastLine());
      }
    } catch (CommandFailed failed) {
      tellFailure(name, String.valueOf(failed.getMessage()));
    }
  }

  private void tellFailure(String name, String why) {
    surroundings.say(name + " could not be prepared, it will start slower: " + why);
  }

  private static HomeTree.Owner owner(@Nullable String user) {
    if (user == null) {
      return HomeTree.Owner.CALLER;
    }
    SystemUsers.User found = SystemUsers.ensure(user);
    return new HomeTree.Owner(found.uid(), found.gid());
  }
}
