package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeConfig.Setup;
import aico.cli.HomeLayout;
import aico.cli.PortBase;
import aico.cli.Suite;
import aico.cli.SuiteService;
import aico.cli.SuiteStatus;
import aico.cli.SupervisorState;
import aico.cli.Topology;
import aico.cli.VaultStatus;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Access;
import aico.cli.os.CallingUser;
import aico.cli.os.Jdk;
import aico.cli.os.Ports;
import aico.cli.os.SystemUsers;
import aico.cli.storage.FirstLaunchFile;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.HomeLock;
import aico.cli.storage.HomeTree;
import aico.cli.storage.InstalledLib;
import aico.cli.storage.RecoveryKitFile;
import aico.cli.storage.SessionFile;
import aico.cli.storage.TopologyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code aico up}: from whatever is there to a healthy suite. Every step looks first whether it is
 * done already, so that a second {@code up} changes nothing and one after a crash goes on.
 */
final class Up {
  private static final int HOME_ID_BYTES = 16;
  private static final int PREFIX_HEX = 8;
  private static final String AUTO = "auto";

  private final Surroundings surroundings;
  private final HomeLayout home;
  private final HomeFiles files;
  private final Supervision supervision;
  private final Prerequisites prerequisites;
  private final PasswordReader passwords;

  Up(Surroundings surroundings) {
    this.surroundings = surroundings;
    home = surroundings.home();
    files = new HomeFiles(home);
    supervision = new Supervision(surroundings);
    prerequisites = new Prerequisites(surroundings);
    passwords = new PasswordReader(surroundings.terminal());
  }

  Suite.UpDone run(Suite.UpRequest request) {
    Optional<HomeConfig> before = files.config();
    before.ifPresent(config -> config.portBase().requireSame(surroundings.portBase()));
    if (before.map(HomeConfig::setup).equals(Optional.of(Setup.RESTORING))) {
      throw CommandFailed.failed(
          home.root() + ": a restore was interrupted here: run aico restore again to finish it");
    }
    Path kitFile = request.recoveryKit();
    if (kitFile != null) {
      RecoveryKitFile.requireAbsent(kitFile);
    }
    boolean shared = prepare(before);
    try (SecretBytes given = password(request, before)) {
      new HomeTree(home).makeRoot(shared);
      try (HomeLock lock = CommandLock.take(surroundings)) {
        HomeConfig config = files.config().orElseGet(() -> create(shared));
        start(config, request.keyStorage());
        requireStorage(request.keyStorage());
        return finish(config, given, kitFile);
      }
    }
  }

  /**
   * What must hold before anything is made.
   *
   * @return whether services get users of their own
   */
  boolean prepare(Optional<HomeConfig> before) {
    PortBase.parse(surroundings.portBase());
    requireOwn();
    boolean shared = shared(before);
    if (shared) {
      prerequisites.requireReachable(home.root());
    }
    prerequisites.requirePackages();
    return shared;
  }

  /** Nobody is asked but at the first launch, and to go on with one that was interrupted. */
  private @Nullable SecretBytes password(Suite.UpRequest request, Optional<HomeConfig> before) {
    Optional<SecretBytes> given = passwords.given(request.passwords());
    if (given.isPresent() || !passwords.canAsk()) {
      return given.orElse(null);
    }
    Setup setup = before.map(HomeConfig::setup).orElse(Setup.PROVISIONED);
    return switch (setup) {
      case PROVISIONED -> passwords.choose().orElse(null);
      case KIT_HANDED_OVER -> passwords.ask();
      case RESTORING, COMPLETE -> null;
    };
  }

  /** Whoever else owns the folder could replace what root runs from it. */
  private void requireOwn() {
    OptionalLong uid = Access.ownerOf(home.root());
    if (uid.isPresent() && uid.getAsLong() != CallingUser.uid()) {
      throw CommandFailed.usage(
          "AICO_HOME",
          home.root()
              + ": belongs to "
              + SystemUsers.nameOf(uid.getAsLong())
              + ": run this as that user, or choose another place");
    }
  }

  private boolean shared(Optional<HomeConfig> before) {
    return before.map(HomeConfig::hasServiceUsers).orElseGet(prerequisites::canMakeUsers);
  }

  private HomeConfig create(boolean shared) {
    HomeConfig config = plan(shared, Setup.PROVISIONED);
    surroundings.say("first launch: setting up " + home.root());
    files.save(config);
    return config;
  }

  /** A new home's configuration, not saved yet; refused where there is state without one. */
  HomeConfig plan(boolean shared, Setup setup) {
    for (SuiteService service : SuiteService.values()) {
      if (Files.exists(home.state(service).resolve("bundle.json"))) {
        throw CommandFailed.failed(
            home.config()
                + ": missing, while "
                + home.state(service)
                + " holds state: restore it; a first launch would lose that state");
      }
    }
    PortBase ports = PortBase.parse(surroundings.portBase());
    requireFreePorts(ports, TopologyFile.bundled());
    byte[] id = new byte[HOME_ID_BYTES];
    new SecureRandom().nextBytes(id);
    String homeId = HexFormat.of().formatHex(id);
    String prefix =
        surroundings.isDefaultHome() ? "aico" : "aico-" + homeId.substring(0, PREFIX_HEX);
    return new HomeConfig(
        HomeConfig.VERSION,
        homeId,
        ports.first(),
        shared ? prefix : "",
        surroundings.ownerUid(),
        surroundings.ownerGid(),
        setup);
  }

  /** Healthy services on what is there. */
  void start(HomeConfig config) {
    start(config, null);
  }

  /** It is chosen once; what is there already is not moved by the way. */
  private void requireStorage(@Nullable String asked) {
    if (asked == null || asked.equals(AUTO)) {
      return;
    }
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      String used = bus.ask(new KeyRequest.State(), SuiteBus.QUICK).key_storage();
      if (!used.equals(asked)) {
        throw CommandFailed.usage(
            "--key-storage",
            "%s (expected: %s, chosen at the first launch); to change it: aico keystore move %s"
                .formatted(asked, used, asked));
      }
    }
  }

  private void start(HomeConfig config, @Nullable String keyStorage) {
    Optional<SupervisorState> running = supervision.running();
    if (running.isPresent() && !running.get().stopping()) {
      warnOfOtherBuild(running.get());
      supervision.awaitHealthy();
      new Credentials(surroundings, config, files).finish();
      new AotTraining(surroundings, config, Jdk.running()).command();
      return;
    }
    running.ifPresent(supervision::stop);
    supervision.clearUp();
    prerequisites.requireFuse(config);
    Topology topology = TopologyFile.bundled();
    requireFreePorts(config.portBase(), topology);
    Installation installation = new Installation(surroundings, config);
    Jdk jdk = installation.ensure();
    Provisioning provisioning = new Provisioning(home, config, files, topology, jdk, keyStorage);
    provisioning.folders();
    provisioning.credentials();
    provisioning.temporaryFolders();
    if (Files.exists(home.bridgeTargets())) {
      LocalBridges.followStream(home, config, new BridgeHome(home, config, jdk));
    }
    new AotTraining(surroundings, config, jdk).services();
    surroundings.say("starting the services");
    supervision.start(jdk);
    supervision.awaitHealthy();
    new AotTraining(surroundings, config, jdk).command();
  }

  private void warnOfOtherBuild(SupervisorState running) {
    InstalledLib.Build build = surroundings.build();
    if (build != null && !InstalledLib.buildId(build).equals(Optional.of(running.build()))) {
      surroundings.say(
          "the suite runs an older build than the one beside this command; to change over: aico"
              + " down, then aico up");
    }
  }

  private void requireFreePorts(PortBase ports, Topology topology) {
    for (Topology.Topic topic : topology.topics().values()) {
      requireFree(ports.at(topic.portOffset()), topic.name(), ports);
    }
    for (SuiteService service : SuiteService.values()) {
      requireFree(
          ports.at(topology.managementOffset(service)), service.principal() + "'s health", ports);
    }
    if (Files.exists(home.bridgeTargets())) {
      requireFree(ports.at(topology.bridgeManagementOffset()), "the bridge's health", ports);
    }
  }

  private static void requireFree(int port, String what, PortBase ports) {
    if (Ports.isTaken(port)) {
      throw CommandFailed.failed(
          "port %d (%s): in use by another process (expected: free). End it, or at a first launch choose another %s than %d"
              .formatted(port, what, PortBase.VARIABLE, ports.first()));
    }
  }

  private Suite.UpDone finish(
      HomeConfig config, @Nullable SecretBytes given, @Nullable Path kitFile) {
    SessionFile sessionFile = OwnFiles.session(home, config, Users.OWNER);
    sessionFile.setAside();
    FirstLaunchFile handOver = OwnFiles.firstLaunch(home, config);
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      String firstVault = null;
      if (config.setup() != Setup.COMPLETE) {
        if (FirstLaunch.canGoOn(config, given != null, handOver)) {
          new FirstLaunch(surroundings, files, bus, sessionFile, handOver)
              .run(config, given, passwords.canAsk(), kitFile);
          firstVault = FirstLaunch.firstVault(bus).map(VaultStatus::path).orElse(null);
        } else {
          surroundings.say("the first launch is not finished: run aico unlock with its password");
        }
      } else if (given != null) {
        Unlock unlock = new Unlock(bus, sessionFile);
        unlock.withPassword(given);
        unlock.awaitMounts();
      }
      new VaultHooks(surroundings).tellFound(bus);
      SupervisorState running =
          supervision
              .running()
              .orElseThrow(
                  () -> new CommandFailed(ErrorCode.UNREACHABLE, "the supervisor has ended"));
      SuiteStatus status = new StatusReader(surroundings, supervision).read(running, bus);
      return new Suite.UpDone(status, firstVault);
    }
  }
}
