package aico.cli;

import aico.cli.SuiteStatus.Health;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor writes to {@code run/supervisor.json} at every change. A reader compares the
 * process's start with the one that runs under that id now: a file left by a killed supervisor
 * names a process that is gone.
 *
 * @param started when it started, in the system's own units; see {@link ServiceState#started}
 * @param build the build it runs
 * @param pss_bytes its own share of memory, 0 when not known
 */
public record SupervisorState(
    int version,
    long pid,
    long started,
    String build,
    boolean stopping,
    long pss_bytes,
    List<ServiceState> services) {
  public static final int VERSION = 1;

  public SupervisorState {
    services = List.copyOf(services);
  }

  /**
   * One service.
   *
   * @param pid null while it does not run
   * @param started the start time of the process, which with its id names it for good
   * @param pss_bytes as it reported itself at the last health check
   * @param restarts how often it was started again since the supervisor started
   * @param failures starts in a row that ended before it was healthy
   */
  public record ServiceState(
      String name,
      Health state,
      @Nullable Long pid,
      @Nullable Long started,
      String user,
      @Nullable Long pss_bytes,
      long restarts,
      long failures) {}

  /** What carries events outward; nothing of the suite waits for it. */
  public static final String BRIDGE = "bridge";

  /** The services that the suite itself is made of. */
  public List<ServiceState> own() {
    return services.stream().filter(s -> !s.name().equals(BRIDGE)).toList();
  }

  public boolean allHealthy() {
    return own().stream().allMatch(s -> s.state() == Health.HEALTHY);
  }
}
