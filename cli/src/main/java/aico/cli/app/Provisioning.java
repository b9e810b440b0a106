package aico.cli.app;

import aico.bus.contract.Principals;
import aico.bus.contract.Role;
import aico.bus.crypto.CurveKeygen;
import aico.cli.Bundles;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Principal;
import aico.cli.SuiteService;
import aico.cli.Topology;
import aico.cli.os.AsUser;
import aico.cli.os.Jdk;
import aico.cli.os.Run;
import aico.cli.os.SystemUsers;
import aico.cli.storage.BundleFiles;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.HomeTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives every process of a home its folder, its key pair and its bundle. Idempotent: what stands is
 * left as it is, what is missing or was tampered with is put right.
 */
final class Provisioning {
  private static final Duration KEYGEN_LIMIT = Duration.ofSeconds(60);
  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");

  private final HomeLayout home;
  private final HomeConfig config;
  private final HomeFiles files;
  private final Topology topology;
  private final Jdk jdk;
  private final @Nullable String keyStorage;

  Provisioning(HomeLayout home, HomeConfig config, HomeFiles files, Topology topology, Jdk jdk) {
    this(home, config, files, topology, jdk, null);
  }

  /**
   * As the other one.
   *
   * @param keyStorage what a first launch of key-service takes; null to leave it the choice
   */
  Provisioning(
      HomeLayout home,
      HomeConfig config,
      HomeFiles files,
      Topology topology,
      Jdk jdk,
      @Nullable String keyStorage) {
    this.keyStorage = keyStorage;
    this.home = home;
    this.config = config;
    this.files = files;
    this.topology = topology;
    this.jdk = jdk;
  }

  /** Folders and users; made before anything runs. */
  void folders() {
    new HomeTree(home).makeAll(config, users());
    new ProgramUsers(home, config).foldersOfAll();
  }

  /** Keys and bundles; needs the installed copy. */
  void credentials() {
    List<Principal> principals = principals();
    files.savePrincipals(principals);
    placeBundles(principals);
  }

  /** Writes every bundle that differs. */
  void placeBundles(List<Principal> principals) {
    Map<SuiteService, HomeTree.Owner> users = users();
    BundleFiles bundleFiles = new BundleFiles(home);
    for (Principal principal : principals) {
      SuiteService service = serviceOf(principal);
      Map<String, Object> bundle = bundle(principal, principals);
      if (service == null) {
        bundleFiles.placeForOwner(bundle, owner());
      } else {
        bundleFiles.placeForService(
            service, bundle, users.getOrDefault(service, HomeTree.Owner.CALLER));
      }
    }
  }

  /** The bundle of one among these. */
  Map<String, Object> bundle(Principal principal, List<Principal> principals) {
    return new Bundles(topology, config.portBase(), principals)
        .of(principal, settings(serviceOf(principal)));
  }

  private HomeTree.Owner owner() {
    return config.hasServiceUsers()
        ? new HomeTree.Owner(config.owner_uid(), config.owner_gid())
        : HomeTree.Owner.CALLER;
  }

  private Map<SuiteService, HomeTree.Owner> users() {
    Map<SuiteService, HomeTree.Owner> users = new EnumMap<>(SuiteService.class);
    if (config.hasServiceUsers()) {
      for (SuiteService service : SuiteService.values()) {
        SystemUsers.User user = SystemUsers.ensure(config.userOf(service));
        users.put(service, new HomeTree.Owner(user.uid(), user.gid()));
      }
    }
    return users;
  }

  private List<Principal> principals() {
    List<Principal> known = files.principals();
    List<Principal> all = new ArrayList<>();
    for (SuiteService service : SuiteService.values()) {
      all.add(principal(known, service.principal(), service.role()));
    }
    all.add(principal(known, Principals.CLI, Role.CLI));
    return all;
  }

  /** A rotation that was interrupted ends here, where nothing is connected: one key counts. */
  private Principal principal(List<Principal> known, String name, Role role) {
    for (Principal candidate : known) {
      if (candidate.name().equals(name) && candidate.role() == role) {
        return candidate.isChanging() ? candidate.only(key(name, KeyStep.PRESENT)) : candidate;
      }
    }
    return new Principal(name, role, key(name, KeyStep.PRESENT));
  }

  /** What {@link CurveKeygen} is asked for. */
  enum KeyStep {
    /** The pair that is there, made when there is none; ends a change not carried out. */
    PRESENT(List.of()),
    NEXT(List.of("--next")),
    SWITCH(List.of("--switch"));

    private final List<String> options;

    KeyStep(List<String> options) {
      this.options = options;
    }
  }

  /** Runs the generator as the one whose key it is: only the public key comes back. */
  String key(String name, KeyStep step) {
    SuiteService service = serviceOf(name);
    String user =
        service == null ? person() : config.hasServiceUsers() ? config.userOf(service) : null;
    List<String> line = new ArrayList<>();
    if (user != null) {
      line.addAll(AsUser.prefix(user, true));
    }
    line.addAll(
        List.of(
            jdk.java().toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            home.cliJar().toString(),
            CurveKeygen.class.getName()));
    line.addAll(step.options);
    line.add((service == null ? home.cli() : home.state(service)).toString());
    Run.Ended ended = Run.toEnd(KEYGEN_LIMIT, line);
    String publicKey = ended.lastLine();
    if (!ended.ok() || !PUBLIC_KEY.matcher(publicKey).matches()) {
      throw CommandFailed.failed(name + ": cannot make its key: " + ended.lastLine());
    }
    return publicKey;
  }

  private @Nullable String person() {
    return config.hasServiceUsers() && config.owner_uid() != 0
        ? SystemUsers.nameOf(config.owner_uid())
        : null;
  }

  /** Folders for what libraries unpack, made by the services' own users in their own folders. */
  void temporaryFolders() {
    for (SuiteService service : SuiteService.values()) {
      Path folder = home.state(service).resolve("tmp");
      if (!Files.exists(folder)) {
        List<String> line = new ArrayList<>();
        if (config.hasServiceUsers()) {
          line.addAll(AsUser.prefix(config.userOf(service), true));
        }
        line.addAll(List.of("mkdir", "-p", "-m", "0700", folder.toString()));
        Run.Ended ended = Run.toEnd(KEYGEN_LIMIT, line);
        if (!ended.ok()) {
          throw CommandFailed.failed(folder + ": cannot be made: " + ended.lastLine());
        }
      }
    }
  }

  private static @Nullable SuiteService serviceOf(Principal principal) {
    return serviceOf(principal.name());
  }

  private static @Nullable SuiteService serviceOf(String principal) {
    for (SuiteService service : SuiteService.values()) {
      if (service.principal().equals(principal)) {
        return service;
      }
    }
    return null;
  }

  private Map<String, String> settings(@Nullable SuiteService service) {
    if (service == SuiteService.KEY && keyStorage != null) {
      return Map.of("key_storage", keyStorage);
    }
    return service == SuiteService.VAULT
        ? Map.of(
            "vaults", home.vaults().toString(),
            "mounts", home.mounts().toString(),
            "mounts_for", home.mountsFor().toString(),
            "owner_uid", Long.toString(config.owner_uid()),
            "owner_gid", Long.toString(config.owner_gid()),
            "allow_other", Boolean.toString(config.hasServiceUsers()))
        : Map.of();
  }
}
