package aico.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * Where everything stands in a home. Who owns what is told in {@code HOME.md}.
 *
 * @param root the state folder, absolute
 */
public record HomeLayout(Path root) {
  /** While there is such a file in {@link #bridge}, the bridge runs. */
  public static final String BRIDGE_TARGETS = "targets.json";

  public Path config() {
    return root.resolve("home.json");
  }

  public Path principals() {
    return root.resolve("principals.json");
  }

  /** Where backups of this home were written to. */
  public Path backupNotes() {
    return root.resolve("backups.json");
  }

  /** The copy of what runs. */
  public Path lib() {
    return root.resolve("lib");
  }

  public Path buildId() {
    return lib().resolve("build-id");
  }

  public Path cliJar() {
    return lib().resolve("cli/cli.jar");
  }

  /** The application of a service: {@code quarkus-run.jar} and what belongs to it. */
  public Path application(SuiteService service) {
    return lib().resolve(service.shortName()).resolve("quarkus-app");
  }

  public Path services() {
    return root.resolve("services");
  }

  /** The state folder of a service. */
  public Path state(SuiteService service) {
    return services().resolve(service.shortName());
  }

  /** The owner's own detection rules. */
  public Path rules() {
    return state(SuiteService.AUDIT).resolve("rules");
  }

  /** The command's own credential and session. */
  public Path cli() {
    return root.resolve("cli");
  }

  /** What the bridge is to do; it reads this and cannot change it. */
  public Path bridge() {
    return root.resolve("bridge");
  }

  public Path bridgeTargets() {
    return bridge().resolve(BRIDGE_TARGETS);
  }

  /** The bridge's state folder. */
  public Path bridgeState() {
    return services().resolve("bridge");
  }

  public Path bridgeJar() {
    return lib().resolve("bridge/bridge.jar");
  }

  public Path vaults() {
    return root.resolve("vaults");
  }

  public Path mounts() {
    return root.resolve("mnt");
  }

  /** Below which vaults are mounted, for whomever. */
  public List<Path> mountParents() {
    return List.of(mounts(), mountsFor());
  }

  /** Vaults that are mounted for other system users, below a folder of each user's name. */
  public Path mountsFor() {
    return root.resolve("mnt-for");
  }

  /** Where those of one system user are mounted. */
  public Path mountsFor(String systemUser) {
    return mountsFor().resolve(systemUser);
  }

  /** How far imports into vaults came. */
  public Path imports() {
    return root.resolve("imports");
  }

  /** The owner's programs around vaults. */
  public Path hooks() {
    return root.resolve("hooks");
  }

  /** The hooks that a restore found in a backup; none of them runs. */
  public Path hooksAside() {
    return root.resolve("hooks.restored");
  }

  public Path trust() {
    return root.resolve("trust");
  }

  /** The verifier key of the audit log, the anchor of {@code audit verify}. */
  public Path auditKey() {
    return trust().resolve("audit.pub");
  }

  /** The verifier key of the log's first epoch. */
  public Path auditEpochKey() {
    return trust().resolve("audit-epoch.pub");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  public Path run() {
    return root.resolve("run");
  }

  public Path supervisorState() {
    return run().resolve("supervisor.json");
  }

  /** Held by {@code up} and {@code down} while they work. */
  public Path commandLock() {
    return run().resolve("command.lock");
  }

  /** Held by the supervisor as long as it lives. */
  public Path supervisorLock() {
    return run().resolve("supervisor.lock");
  }

  /** Where files are written before they are moved into folders that belong to services. */
  public Path staging() {
    return run().resolve("staging");
  }

  public Path firstLaunch() {
    return root.resolve("first-launch.txt");
  }
}
