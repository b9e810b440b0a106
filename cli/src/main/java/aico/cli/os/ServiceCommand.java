package aico.cli.os;

import aico.cli.SuiteService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line that starts a service: with as little power as it can do with, under its own user where
 * there is one, with small heaps and no core files.
 */
public final class ServiceCommand {
  /** Serial collector, C1 and small stacks: five services fit where one took 150 MB before. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms8m",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          "--enable-native-access=ALL-UNNAMED");

  /** Under this heap a message of the largest size still fits several times. */
  private static final List<String> HEAP = List.of("-Xmx48m");

  /**
   * What audit-service may take when many producers write at once: half of it for what is young,
   * with room for what is under way, or it spends a quarter of its time collecting. At rest it
   * takes no more than the others.
   */
  private static final List<String> HEAP_OF_AUDIT =
      List.of("-Xmx128m", "-XX:NewRatio=1", "-XX:SurvivorRatio=3");

  private final Jdk jdk;
  private final Path application;
  private final Path state;
  private final Path temporary;
  private final int managementPort;
  private final @Nullable String user;
  private final long memlockBytes;
  private final boolean withSetpriv;

  /**
   * What a start needs to know.
   *
   * @param application the folder with {@code quarkus-run.jar}
   * @param temporary a folder of the service's for what libraries unpack
   * @param user the service's system user; null to run under the caller's
   * @param memlockBytes the limit of locked memory to set; 0 to leave it
   * @param withSetpriv whether the machine has setpriv and prlimit
   */
  public ServiceCommand(
      Jdk jdk,
      Path application,
      Path state,
      Path temporary,
      int managementPort,
      @Nullable String user,
      long memlockBytes,
      boolean withSetpriv) {
    this.jdk = jdk;
    this.application = application;
    this.state = state;
    this.temporary = temporary;
    this.managementPort = managementPort;
    this.user = user;
    this.memlockBytes = memlockBytes;
    this.withSetpriv = withSetpriv;
  }

  /** The line for a normal run; ends when its standard input does. */
  public List<String> toRun(SuiteService service, Path aotCache) {
    List<String> line = prefix(service);
    line.addAll(jvm(service));
    if (Files.isRegularFile(aotCache)) {
      line.add("-XX:AOTCache=" + aotCache);
    }
    line.add("-Daico.lifeline=stdin");
    line.add("-Daico.state=" + state);
    line.addAll(application());
    return line;
  }

  /** The line for a run that only loads what a start loads, and writes the cache at its end. */
  public List<String> toTrain(SuiteService service, Path aotOutput) {
    List<String> line = prefix(service);
    line.addAll(jvm(service));
    line.add("-XX:AOTCacheOutput=" + aotOutput);
    line.add("-Daico.train=true");
    line.addAll(application());
    return line;
  }

  private List<String> prefix(SuiteService service) {
    List<String> line = new ArrayList<>();
    if (withSetpriv) {
      line.addAll(List.of("prlimit", "--core=0:0"));
      if (memlockBytes > 0) {
        line.add("--memlock=" + memlockBytes + ":" + memlockBytes);
      }
      line.addAll(
          service == SuiteService.KEY && user != null
              ? AsUser.prefixForKeys(user)
              : AsUser.prefix(user, !service.needsSetuid()));
    }
    line.add(jdk.java().toString());
    return line;
  }

  /** The settings of a JVM that is to stay small. */
  static List<String> smallJvm(Path state) {
    return jvm(state, HEAP);
  }

  private static List<String> jvm(Path state, List<String> heap) {
    List<String> line = new ArrayList<>(JVM);
    line.addAll(heap);
    line.add("-XX:ErrorFile=" + state.resolve("hs_err.log"));
    return line;
  }

  private List<String> jvm(SuiteService service) {
    List<String> line = jvm(state, service == SuiteService.AUDIT ? HEAP_OF_AUDIT : HEAP);
    line.add("-Djava.io.tmpdir=" + temporary);
    return line;
  }

  private List<String> application() {
    return List.of(
        "-Dquarkus.http.host=127.0.0.1",
        "-Dquarkus.http.port=" + managementPort,
        "-jar",
        application.resolve("quarkus-run.jar").toString());
  }
}
