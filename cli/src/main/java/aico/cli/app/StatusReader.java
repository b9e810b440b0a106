package aico.cli.app;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.SuiteService;
import aico.cli.SuiteStatus;
import aico.cli.SuiteStatus.Health;
import aico.cli.SuiteStatus.ServiceStatus;
import aico.cli.SupervisorState;
import aico.cli.SupervisorState.ServiceState;
import aico.cli.VaultStatus;
import aico.cli.bus.SuiteBus;
import aico.cli.os.CallingUser;
import aico.cli.os.SystemUsers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Puts together what the supervisor, key-service and vault-service know. */
final class StatusReader {
  private final Surroundings surroundings;
  private final Supervision supervision;

  StatusReader(Surroundings surroundings, Supervision supervision) {
    this.surroundings = surroundings;
    this.supervision = supervision;
  }

  SuiteStatus read(Optional<HomeConfig> config) {
    Optional<SupervisorState> running = supervision.running();
    if (running.isEmpty()) {
      return new SuiteStatus(
          surroundings.version(), SuiteStatus.DOWN, stopped(config), List.of(), null);
    }
    try (SuiteBus bus = SuiteBus.open(surroundings.home().cli())) {
      return read(running.get(), bus);
    }
  }

  /** The same, over a bus that is open already. */
  SuiteStatus read(SupervisorState running, SuiteBus bus) {
    CompletableFuture<List<KeyReply.UserState>> asked =
        CompletableFuture.supplyAsync(() -> users(bus), task -> Thread.ofVirtual().start(task));
    List<VaultStatus> vaults = vaults(bus);
    List<KeyReply.UserState> users = asked.join();
    boolean unlocked = users.stream().anyMatch(KeyReply.UserState::unlocked);
    return new SuiteStatus(
        surroundings.version(),
        unlocked ? SuiteStatus.RUNNING : SuiteStatus.LOCKED,
        services(running),
        vaults,
        users.stream()
            .filter(user -> user.user().equals(Users.OWNER))
            .map(KeyReply.UserState::recovery_tested)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        rolledBack(bus),
        SuspendedGrants.answered(bus));
  }

  /** Stores that are older than the trail says; none while audit-service does not answer. */
  static List<String> rolledBack(SuiteBus bus) {
    try {
      return bus.ask(new AuditRequest.RolledBackState(), SuiteBus.BRIEF).stores().stream()
          .map(one -> one.principal() + "/" + one.store())
          .toList();
    } catch (CommandFailed unreachable) {
      return List.of();
    }
  }

  /** A key-service that does not answer has no keys to give. */
  static boolean isUnlocked(SuiteBus bus) {
    return users(bus).stream().anyMatch(KeyReply.UserState::unlocked);
  }

  private static List<KeyReply.UserState> users(SuiteBus bus) {
    try {
      return bus.ask(new KeyRequest.State(), SuiteBus.BRIEF).users();
    } catch (CommandFailed unreachable) {
      return List.of();
    }
  }

  private static List<VaultStatus> vaults(SuiteBus bus) {
    try {
      return of(bus.ask(new VaultRequest.ListVaults(), SuiteBus.BRIEF));
    } catch (CommandFailed unreachable) {
      return List.of();
    }
  }

  static List<VaultStatus> of(VaultReply.Vaults vaults) {
    return vaults.vaults().stream().map(StatusReader::of).toList();
  }

  static VaultStatus of(VaultReply.Vault vault) {
    String owner = vault.owner();
    List<String> sharedWith = vault.shared_with();
    Long findings = vault.findings();
    return new VaultStatus(
        vault.name(),
        vault.state(),
        vault.path(),
        of(vault.settings()),
        owner == null ? Users.OWNER : owner,
        sharedWith == null ? List.of() : sharedWith,
        Boolean.TRUE.equals(vault.read_only()),
        findings == null ? 0 : findings);
  }

  private static VaultStatus.@Nullable Settings of(VaultReply.@Nullable Settings settings) {
    return settings == null
        ? null
        : new VaultStatus.Settings(
            settings.mount(),
            settings.idle_lock_s(),
            settings.grace_s(),
            settings.check_every_s(),
            settings.hook_limit_s(),
            settings.checked(),
            settings.system_user());
  }

  private static List<ServiceStatus> services(SupervisorState running) {
    List<ServiceStatus> services = new ArrayList<>();
    services.add(
        new ServiceStatus(
            "supervisor",
            Health.HEALTHY.wireName(),
            running.pid(),
            ownUser(),
            running.pss_bytes() > 0 ? running.pss_bytes() : null,
            0));
    for (ServiceState service : running.services()) {
      services.add(
          new ServiceStatus(
              service.name(),
              service.state().wireName(),
              service.pid(),
              service.user(),
              service.pss_bytes(),
              service.restarts()));
    }
    return services;
  }

  private List<ServiceStatus> stopped(Optional<HomeConfig> config) {
    List<ServiceStatus> services = new ArrayList<>();
    String stopped = Health.STOPPED.wireName();
    services.add(new ServiceStatus("supervisor", stopped, null, ownUser(), null, 0));
    for (SuiteService service : SuiteService.values()) {
      String user =
          config
              .filter(HomeConfig::hasServiceUsers)
              .map(c -> c.userOf(service))
              .orElseGet(StatusReader::ownUser);
      services.add(new ServiceStatus(service.principal(), stopped, null, user, null, 0));
    }
    if (Files.exists(surroundings.home().bridgeTargets())) {
      String user =
          config
              .filter(HomeConfig::hasServiceUsers)
              .map(HomeConfig::bridgeUser)
              .orElseGet(StatusReader::ownUser);
      services.add(new ServiceStatus(SupervisorState.BRIDGE, stopped, null, user, null, 0));
    }
    return services;
  }

  private static String ownUser() {
    return SystemUsers.nameOf(CallingUser.uid());
  }
}
