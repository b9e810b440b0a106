package aico.cli.app;

import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.Diagnosis;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.PortBase;
import aico.cli.SuiteService;
import aico.cli.SuiteStatus;
import aico.cli.SupervisorState;
import aico.cli.Topology;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Access;
import aico.cli.os.Fuse;
import aico.cli.os.Jdk;
import aico.cli.os.Kernel;
import aico.cli.os.LockedMemory;
import aico.cli.os.Ports;
import aico.cli.os.ServiceProcess;
import aico.cli.os.SystemUsers;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.TopologyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at everything the suite stands on, and says of each thing what to do about it. */
final class Doctor {
  private static final int JDK_MIN = 25;
  private static final int ASLR_FULL = 2;

  private final Surroundings surroundings;
  private final Supervision supervision;
  private final HomeLayout home;
  private final List<Check> checks = new ArrayList<>();

  Doctor(Surroundings surroundings, Supervision supervision) {
    this.surroundings = surroundings;
    this.supervision = supervision;
    home = surroundings.home();
  }

  Diagnosis examine(HomeFiles files) {
    Optional<HomeConfig> config = home(files);
    jdk();
    library("libsodium", "libsodium.so.23", "libsodium23");
    library("libargon2", "libargon2.so.1", "libargon2-1");
    library("libcrypto", "libcrypto.so.3", "libssl3");
    Optional<SupervisorState> running = supervision.running();
    keyStorage(config, running.isPresent());
    lockedMemory();
    aslr();
    gocryptfs();
    fuse(config);
    serviceUsers(config);
    aotCache();
    firstLaunchFile();
    services(config, running);
    restoredHooks();
    olderState(running.isPresent());
    return Diagnosis.of(checks);
  }

  private Optional<HomeConfig> home(HomeFiles files) {
    try {
      Optional<HomeConfig> config = files.config();
      checks.add(
          config.isPresent()
              ? Check.ok("home", home.root() + ": set up")
              : Check.weak("home", home.root() + ": not set up yet", "run aico up"));
      return config;
    } catch (CommandFailed damaged) {
      checks.add(
          Check.failed(
              "home",
              String.valueOf(damaged.getMessage()),
              "restore the file from a backup, or use the build that wrote it"));
      return Optional.empty();
    }
  }

  private void jdk() {
    String found = "JDK " + Jdk.build() + " in " + Jdk.running().home();
    checks.add(
        Runtime.version().feature() >= JDK_MIN
            ? Check.ok("jdk", found)
            : Check.failed("jdk", found, "install a JDK " + JDK_MIN + " or newer"));
  }

  private void library(String id, String soname, String debianPackage) {
    checks.add(
        Prerequisites.hasLibrary(soname, debianPackage)
            ? Check.ok(id, soname + " is there")
            : Check.failed(id, soname + " is missing", "sudo apt-get install " + debianPackage));
  }

  private void keyStorage(Optional<HomeConfig> config, boolean running) {
    checks.add(
        config
            .map(known -> KeyStorageCheck.of(new KeyStorages(surroundings, known, supervision)))
            .orElseGet(() -> Check.weak("key_storage", "not set up yet", "run aico up")));
    if (!running) {
      return;
    }
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      checks.addAll(KeyChecks.examine(bus));
      checks.addAll(DetectionChecks.examine(bus, home.rules()));
      checks.addAll(VaultChecks.examine(bus));
    } catch (CommandFailed unreachable) {
      checks.add(
          Check.failed(
              "keys",
              "key-service does not answer: " + unreachable.getMessage(),
              "look into " + home.log(SuiteService.KEY.principal())));
    }
  }

  /** A restore puts them aside, since a backup needs no trust. */
  private void restoredHooks() {
    Path aside = home.hooksAside();
    if (Files.isDirectory(aside)) {
      checks.add(
          Check.weak(
              "restored_hooks",
              aside + ": hooks that a restore put aside: they do not run",
              "look each through, add those that are yours (aico vault hook add), then remove the folder"));
    }
  }

  private void olderState(boolean running) {
    if (!running) {
      return;
    }
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      List<AuditReply.RolledBackStore> older =
          bus.ask(new AuditRequest.RolledBackState(), SuiteBus.QUICK).stores();
      for (AuditReply.RolledBackStore one : older) {
        checks.add(
            Check.failed(
                "state",
                "%s/%s: %s, while the audit trail saw generation %d written: somebody put an older copy in its place"
                    .formatted(
                        one.principal(),
                        one.store(),
                        one.generation() == 0 ? "missing" : "generation " + one.generation(),
                        one.expected()),
                "if it was not you, put the right file back or restore a backup (aico restore); then, or if it was you: aico state accept"));
      }
      if (older.isEmpty()) {
        checks.add(Check.ok("state", "no store is older than the audit trail says"));
      }
      checks.addAll(SuspendedGrants.examine(bus));
    } catch (CommandFailed unreachable) {
      checks.add(
          Check.failed(
              "state",
              "audit-service does not answer: " + unreachable.getMessage(),
              "look into " + home.log(SuiteService.AUDIT.principal())));
    }
  }

  private void lockedMemory() {
    long limit = LockedMemory.hardLimitBytes();
    String words =
        limit < 0
            ? "the limit of locked memory is not known"
            : limit == Long.MAX_VALUE
                ? "locked memory has no limit"
                : "a process may lock " + limit / 1024 + " KiB";
    words += "; " + LockedMemory.whoReadsSecrets();
    String raise =
        "raise it: LimitMEMLOCK= of the service manager, or memlock in /etc/security/limits.conf";
    if (LockedMemory.canRaise()) {
      checks.add(Check.ok("locked_memory", words + "; services get what they need"));
    } else if (limit >= 0 && limit < LockedMemory.SUFFICIENT_BYTES) {
      checks.add(
          Check.failed(
              "locked_memory",
              words + " (expected: >= " + LockedMemory.SUFFICIENT_BYTES / 1024 + " KiB)",
              raise));
    } else if (limit < 0) {
      checks.add(Check.weak("locked_memory", words, raise));
    } else {
      checks.add(
          Check.ok("locked_memory", words + (Kernel.swaps() ? "; secrets are not swapped" : "")));
    }
  }

  private void aslr() {
    int level = Kernel.aslr().orElse(ASLR_FULL);
    checks.add(
        level == ASLR_FULL
            ? Check.ok("aslr", "addresses are randomised")
            : Check.weak(
                "aslr",
                "kernel.randomize_va_space: " + level + " (expected: " + ASLR_FULL + ")",
                "sudo sysctl -w kernel.randomize_va_space=" + ASLR_FULL));
  }

  private void gocryptfs() {
    List<String> missing = new ArrayList<>();
    if (!ServiceProcess.isInstalled("gocryptfs")) {
      missing.add("gocryptfs");
    }
    if (!ServiceProcess.isInstalled("fusermount3")) {
      missing.add("fuse3");
    }
    checks.add(
        missing.isEmpty()
            ? Check.ok("gocryptfs", "gocryptfs and fusermount3 are there")
            : Check.failed(
                "gocryptfs",
                "missing: " + String.join(", ", missing),
                "sudo apt-get install " + String.join(" ", missing)));
  }

  private void fuse(Optional<HomeConfig> config) {
    boolean shared = config.map(HomeConfig::hasServiceUsers).orElse(false);
    if (!Fuse.deviceExists()) {
      checks.add(
          Check.failed(
              "fuse_conf",
              Fuse.DEVICE + " is missing",
              "sudo modprobe fuse; in a container: --device /dev/fuse"));
    } else if (shared && !Fuse.allowsOther()) {
      checks.add(
          Check.failed(
              "fuse_conf",
              Fuse.CONF + ": no user_allow_other: you cannot see what vault-service mounts",
              "run aico up as root, or add the line"));
    } else if (shared && !Fuse.deviceIsOpen()) {
      checks.add(
          Check.failed(
              "fuse_conf",
              Fuse.DEVICE + ": not usable by all users",
              "sudo chmod 0666 " + Fuse.DEVICE));
    } else {
      checks.add(Check.ok("fuse_conf", "FUSE is set up"));
    }
  }

  private void serviceUsers(Optional<HomeConfig> config) {
    if (config.isEmpty()) {
      checks.add(Check.weak("service_users", "not set up yet", "run aico up as root"));
      return;
    }
    if (!config.get().hasServiceUsers()) {
      checks.add(
          Check.weak(
              "service_users",
              "all services run under your own user: any program of yours can read their keys and"
                  + " state, and one service that is taken over has the others",
              "set up a home as root: sudo ./aico up"));
      return;
    }
    List<String> missing = new ArrayList<>();
    for (SuiteService service : SuiteService.values()) {
      String user = config.get().userOf(service);
      if (SystemUsers.find(user).isEmpty()) {
        missing.add(user);
      }
    }
    if (!missing.isEmpty()) {
      checks.add(
          Check.failed("service_users", "missing: " + missing, "aico down, then aico up as root"));
    } else if (!Access.isTraversableByAll(home.root())) {
      checks.add(
          Check.failed(
              "service_users",
              "the services' users cannot reach " + home.root(),
              "chmod o+x " + Access.firstClosed(home.root()).map(Object::toString).orElse("")));
    } else {
      checks.add(Check.ok("service_users", "each service has a user of its own"));
    }
  }

  private void aotCache() {
    List<String> missing = new ArrayList<>();
    for (SuiteService service : SuiteService.values()) {
      if (!Files.isRegularFile(InstalledLib.aotCache(home, service))) {
        missing.add(service.principal());
      }
    }
    checks.add(
        missing.isEmpty()
            ? Check.ok("aot_cache", "services start fast on this JDK")
            : Check.weak(
                "aot_cache",
                "no cache for this JDK: " + String.join(", ", missing) + "; starts take longer",
                "aico down, then aico up"));
  }

  private void firstLaunchFile() {
    checks.add(
        Files.exists(home.firstLaunch())
            ? Check.weak(
                "first_launch_file",
                home.firstLaunch() + " opens your vaults to whoever reads it",
                "copy it to a safe place outside this machine, then: rm '"
                    + home.firstLaunch()
                    + "'")
            : Check.ok("first_launch_file", "no secrets are left from the first launch"));
  }

  private void services(Optional<HomeConfig> config, Optional<SupervisorState> running) {
    if (running.isPresent()) {
      SupervisorState state = running.get();
      List<String> ill =
          state.services().stream()
              .filter(s -> s.state() != SuiteStatus.Health.HEALTHY)
              .map(s -> s.name() + " is " + s.state().wireName())
              .toList();
      checks.add(
          ill.isEmpty()
              ? Check.ok("services", "all services are healthy")
              : Check.failed("services", String.join(", ", ill), "look into " + home.logs()));
      return;
    }
    checks.add(Check.weak("services", "the suite is down", "run aico up"));
    ports(config.map(HomeConfig::portBase).orElseGet(this::portBase));
  }

  private PortBase portBase() {
    return PortBase.parse(surroundings.portBase());
  }

  private void ports(PortBase base) {
    Topology topology = TopologyFile.bundled();
    List<Integer> taken = new ArrayList<>();
    for (Topology.Topic topic : topology.topics().values()) {
      if (Ports.isTaken(base.at(topic.portOffset()))) {
        taken.add(base.at(topic.portOffset()));
      }
    }
    checks.add(
        taken.isEmpty()
            ? Check.ok("ports", "ports from " + base.first() + " on are free")
            : Check.failed(
                "ports",
                "in use by another process: " + taken,
                "end it, or set " + PortBase.VARIABLE + " at the first launch of a new home"));
  }
}
