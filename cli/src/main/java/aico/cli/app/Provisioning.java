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

  Provisioning(HomeLayout home, HomeConfig config, HomeFiles files, Topology topology, Jdk jdk) {
    this.home = home;
    this.config = config;
    this.files = files;
    this.topology = topology;
    this.jdk = jdk;
  }

  /** Folders and users; made before anything runs. */
  void folders() {
    new HomeTree(home).makeAll(config, users());
  }

  /** Keys and bundles; needs the installed copy. */
  void credentials() {
    List<Principal> principals = principals();
    files.savePrincipals(principals);
    Bundles bundles = new Bundles(topology, config.portBase(), principals);
    Map<SuiteService, HomeTree.Owner> users = users();
    BundleFiles bundleFiles = new BundleFiles(home);
    for (Principal principal : principals) {
      SuiteService service = serviceOf(principal);
      Map<String, Object> bundle = bundles.of(principal, settings(service));
      if (service == null) {
        bundleFiles.placeForOwner(bundle, owner());
      } else {
        bundleFiles.placeForService(
            service, bundle, users.getOrDefault(service, HomeTree.Owner.CALLER));
      }
    }
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
      String user = config.hasServiceUsers() ? config.userOf(service) : null;
      all.add(principal(known, service.principal(), service.role(), home.state(service), user));
    }
    String person =
        config.hasServiceUsers() && config.owner_uid() != 0
            ? SystemUsers.nameOf(config.owner_uid())
            : null;
    all.add(principal(known, Principals.CLI, Role.CLI, home.cli(), person));
    return all;
  }

  private Principal principal(
      List<Principal> known, String name, Role role, Path folder, @Nullable String user) {
    for (Principal candidate : known) {
      if (candidate.name().equals(name) && candidate.role() == role) {
        return candidate;
      }
    }
    return new Principal(name, role, makeKey(name, folder, user));
  }

  /**
   * Runs the generator as the one whose key it is: only the public key comes back. What is there
   * already stays.
   */
  private String makeKey(String name, Path folder, @Nullable String user) {
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
            CurveKeygen.class.getName(),
            folder.toString()));
    Run.Ended ended = Run.toEnd(KEYGEN_LIMIT, line);
    String publicKey = ended.lastLine();
    if (!ended.ok() || !PUBLIC_KEY.matcher(publicKey).matches()) {
      throw CommandFailed.failed(name + ": cannot make its key: " + ended.lastLine());
    }
    return publicKey;
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
    for (SuiteService service : SuiteService.values()) {
      if (service.principal().equals(principal.name())) {
        return service;
      }
    }
    return null;
  }

  private Map<String, String> settings(@Nullable SuiteService service) {
    return service == SuiteService.VAULT
        ? Map.of(
            "vaults", home.vaults().toString(),
            "mounts", home.mounts().toString(),
            "owner_uid", Long.toString(config.owner_uid()),
            "owner_gid", Long.toString(config.owner_gid()),
            "allow_other", Boolean.toString(config.hasServiceUsers()))
        : Map.of();
  }
}
