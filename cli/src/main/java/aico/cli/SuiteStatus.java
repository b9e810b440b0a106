package aico.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} tells.
 *
 * @param state {@code running}, {@code locked} or {@code down}
 * @param recovery_tested when the owner's recovery kit was last seen to open the keys, RFC 3339;
 *     null when never, or when key-service does not answer
 * @param rolled_back stores that are older than the audit trail says
 * @param suspended what a restore brought back, and the owner has not confirmed yet
 */
public record SuiteStatus(
    String version,
    String state,
    List<ServiceStatus> services,
    List<VaultStatus> vaults,
    @Nullable String recovery_tested,
    List<String> rolled_back,
    List<Suspended> suspended) {

  public static final String RUNNING = "running";
  public static final String LOCKED = "locked";
  public static final String DOWN = "down";

  public SuiteStatus {
    services = List.copyOf(services);
    vaults = List.copyOf(vaults);
    rolled_back = List.copyOf(rolled_back);
    suspended = List.copyOf(suspended);
  }

  /** A suite in which nothing was put back. */
  public SuiteStatus(
      String version,
      String state,
      List<ServiceStatus> services,
      List<VaultStatus> vaults,
      @Nullable String recovery_tested) {
    this(version, state, services, vaults, recovery_tested, List.of(), List.of());
  }

  /** How a process is. */
  public enum Health {
    STARTING,
    HEALTHY,
    DEGRADED,
    STOPPED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One process; the supervisor is one of them.
   *
   * @param pid null when it does not run
   * @param pss_bytes its share of memory at the last health check, null when not known
   * @param restarts how often the supervisor started it again
   */
  public record ServiceStatus(
      String name,
      String state,
      @Nullable Long pid,
      String user,
      @Nullable Long pss_bytes,
      long restarts) {}
}
