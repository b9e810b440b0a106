package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.zmq.Bundle;
import aico.cli.HomeConfig;
import aico.cli.HomeConfig.Setup;
import aico.cli.HomeLayout;
import aico.cli.Principal;
import aico.cli.SuiteService;
import aico.cli.os.AsUser;
import aico.cli.os.CallingUser;
import aico.cli.os.Jdk;
import aico.cli.os.Run;
import aico.cli.os.SystemUsers;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.HomeTree;
import aico.cli.storage.TopologyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home as root makes it, with a system user for each service; as another user, without. */
class ProvisioningIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final boolean root = CallingUser.isRoot();
  private final String prefix = "aico-%08x".formatted((int) ProcessHandle.current().pid());

  @TempDir Path folder;
  private HomeLayout home;
  private HomeConfig config;
  private HomeFiles files;

  @BeforeEach
  void makeHome() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = new HomeLayout(folder.resolve("home"));
    files = new HomeFiles(home);
    new HomeTree(home).makeRoot(root);
    config =
        new HomeConfig(
            1,
            "ab".repeat(16),
            7400,
            root ? prefix : "",
            CallingUser.uid(),
            CallingUser.gid(),
            Setup.PROVISIONED);
    installCli();
  }

  @AfterEach
  void removeUsers() {
    for (SuiteService service : SuiteService.values()) {
      if (root && SystemUsers.find(config.userOf(service)).isPresent()) {
        Run.toEnd(LIMIT, List.of("userdel", config.userOf(service)));
      }
    }
  }

  @Test
  void everyService_getsItsFolderKeyAndBundle_andNobodyElsesAreItsToRead() throws IOException {
    provision();

    for (SuiteService service : SuiteService.values()) {
      Path state = home.state(service);
      assertThat(mode(state)).isEqualTo("rwx------");
      assertThat(mode(state.resolve("curve.key"))).isEqualTo("r--------");
      assertThat(Bundle.read(state).principal()).isEqualTo(service.principal());
      assertThat(as(service, List.of("cat", state.resolve("bundle.json").toString())).ok())
          .isTrue();
      assertThat(as(service, List.of("touch", state.resolve("own").toString())).ok()).isTrue();
      if (root) {
        assertThat(mode(state.resolve("bundle.json"))).isEqualTo("rw-r-----");
        assertThat(owner(state)).isEqualTo(config.userOf(service));
        assertThat(owner(state.resolve("curve.key"))).isEqualTo(config.userOf(service));
        assertThat(owner(state.resolve("bundle.json"))).isEqualTo("root");
        for (SuiteService other : SuiteService.values()) {
          if (other != service) {
            Path secret = home.state(other).resolve("curve.key");
            assertThat(as(service, List.of("cat", secret.toString())).ok()).isFalse();
          }
        }
        assertThat(as(service, List.of("ls", home.cli().toString())).ok()).isFalse();
        assertThat(as(service, List.of("touch", home.root().resolve("x").toString())).ok())
            .isFalse();
      }
    }
    assertThat(mode(home.cli())).isEqualTo("rwx------");
    assertThat(mode(home.mounts())).isEqualTo("rwx--x---");
    assertThat(mode(home.vaults())).isEqualTo("rwx------");
  }

  @Test
  void publicKeys_areThoseOfTheFiles_andNoSecretIsAmongThem() throws IOException {
    provision();

    List<Principal> principals = files.principals();
    assertThat(principals).hasSize(6);
    assertThat(principals.stream().map(Principal::publicKey)).doesNotHaveDuplicates();
    String all = Files.readString(home.principals());
    for (SuiteService service : SuiteService.values()) {
      String secret = Files.readString(home.state(service).resolve("curve.key")).split("\n")[1];
      assertThat(all).doesNotContain(secret);
    }
  }

  @Test
  void again_changesNothing() throws IOException {
    provision();
    Map<String, Object> before = snapshot();

    provision();

    assertThat(snapshot()).isEqualTo(before);
  }

  @Test
  void whatWasTamperedWith_isPutRight() throws IOException {
    provision();
    Path bundle = home.state(SuiteService.VAULT).resolve("bundle.json");
    byte[] whole = Files.readAllBytes(bundle);
    Files.writeString(bundle, "{}");
    Files.setPosixFilePermissions(home.cli(), PosixFilePermissions.fromString("rwxrwxrwx"));

    provision();

    assertThat(bundle).hasBinaryContent(whole);
    assertThat(mode(home.cli())).isEqualTo("rwx------");
  }

  @Test
  void interruptedKeyMaking_goesOnWithTheKeysThatAreThere() throws IOException {
    provision();
    Files.delete(home.principals());
    Path key = home.state(SuiteService.KEY).resolve("curve.key");
    byte[] before = Files.readAllBytes(key);
    Files.delete(home.state(SuiteService.AUTH).resolve("curve.key"));

    provision();

    assertThat(key).hasBinaryContent(before);
    assertThat(files.principals()).hasSize(6);
  }

  private void provision() {
    Provisioning provisioning =
        new Provisioning(home, config, files, TopologyFile.bundled(), Jdk.running());
    provisioning.folders();
    provisioning.credentials();
    provisioning.temporaryFolders();
  }

  /** The command's own classes where an installed copy has them. */
  private void installCli() throws IOException {
    Path cli = Files.createDirectories(home.cliJar().getParent());
    Path lib = Files.createDirectory(cli.resolve("lib"));
    for (Path part : new Path[] {home.lib(), cli, lib}) {
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path target = Path.of("target");
    try (Stream<Path> jars = Files.list(target.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    try (Stream<Path> jars = Files.list(target)) {
      Path jar =
          jars.filter(j -> j.getFileName().toString().matches("cli-[0-9.]+\\.jar"))
              .findFirst()
              .orElseThrow();
      Files.copy(jar, home.cliJar());
    }
  }

  private Run.Ended as(SuiteService service, List<String> command) {
    List<String> line = new ArrayList<>(AsUser.prefix(root ? config.userOf(service) : null, true));
    line.addAll(command);
    return Run.toEnd(LIMIT, line);
  }

  private Map<String, Object> snapshot() throws IOException {
    try (Stream<Path> all = Files.walk(home.root())) {
      Map<String, Object> seen = new TreeMap<>();
      for (Path path : all.filter(p -> !p.startsWith(home.run())).toList()) {
        Map<String, Object> about =
            new TreeMap<>(Files.readAttributes(path, "unix:uid,gid,mode,ino"));
        if (Files.isRegularFile(path)) {
          about.put("time", Files.getLastModifiedTime(path));
        }
        seen.put(path.toString(), about);
      }
      return seen;
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String owner(Path path) throws IOException {
    return Files.getOwner(path).getName();
  }
}
