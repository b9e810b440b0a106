package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The copy of what runs, in the home's {@code lib}: the launcher, the command, the services, and
 * where needed a JDK. It is made whole beside the old one and takes its place by a rename.
 */
public final class InstalledLib {
  /** A build as the launcher left it in a checkout. */
  public record Build(Path checkout) {
    Path id() {
      return checkout.resolve("target/aico-build-id");
    }

    Path cliJar() throws IOException {
      return jar("cli");
    }

    Path bridgeJar() throws IOException {
      return jar("bridge");
    }

    private Path jar(String module) throws IOException {
      Path target = checkout.resolve(module).resolve("target");
      try (var jars = Files.newDirectoryStream(target, module + "-*.jar")) {
        for (Path jar : jars) {
          if (!jar.toString().matches(".*-(sources|javadoc|tests)\\.jar")) {
            return jar;
          }
        }
      }
      throw new IOException("no " + module + "-*.jar in " + target);
    }

    Path bridge() {
      return checkout.resolve("bridge/target");
    }

    Path application(SuiteService service) {
      return checkout.resolve(service.principal()).resolve("target/quarkus-app");
    }
  }

  private final HomeLayout home;

  public InstalledLib(HomeLayout home) {
    this.home = home;
  }

  /** The build that is installed. */
  public static Optional<String> buildId(HomeLayout home) {
    return idIn(home.buildId());
  }

  /** The build in a checkout; nothing where there is none, as in an installed copy. */
  public static Optional<String> buildId(Build build) {
    return idIn(build.id());
  }

  private static Optional<String> idIn(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Where the cache of a service's start stands: it fits one build of the JDK only. */
  public static Path aotCache(HomeLayout home, SuiteService service) {
    return cache(home, service.shortName(), service.shortName());
  }

  /** The cache of the command ({@code cli}) or of the supervisor. */
  public static Path aotCache(HomeLayout home, String program) {
    return cache(home, "cli", program);
  }

  private static Path cache(HomeLayout home, String folder, String program) {
    return home.lib().resolve(folder).resolve(program + "-" + Runtime.version() + ".aot");
  }

  /** The JDK in the copy, if one had to be copied. */
  public Path ownJdk() {
    return home.lib().resolve("jdk");
  }

  /**
   * Replaces what is installed. Nothing of it may be running.
   *
   * @param jdk a JDK to copy, or null
   */
  public void install(Build build, @Nullable Path jdk) {
    Path fresh = home.root().resolve("lib.new");
    Path old = home.root().resolve("lib.old");
    try {
      Trees.remove(fresh);
      Trees.remove(old);
      fill(fresh, build, jdk);
      if (Files.exists(home.lib())) {
        Files.move(home.lib(), old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, home.lib(), StandardCopyOption.ATOMIC_MOVE);
      Trees.remove(old);
    } catch (IOException e) {
      throw CommandFailed.failed(home.lib() + ": cannot be installed: " + Reasons.of(e));
    }
  }

  private static void fill(Path lib, Build build, @Nullable Path jdk) throws IOException {
    Trees.copy(build.checkout().resolve("cli/target/lib"), lib.resolve("cli/lib"));
    Trees.copyFile(build.cliJar(), lib.resolve("cli/cli.jar"));
    Trees.copy(build.bridge().resolve("lib"), lib.resolve("bridge/lib"));
    Trees.copyFile(build.bridgeJar(), lib.resolve("bridge/bridge.jar"));
    for (SuiteService service : SuiteService.values()) {
      Path application = build.application(service);
      if (Files.isDirectory(application)) {
        Trees.copy(application, lib.resolve(service.shortName()).resolve("quarkus-app"));
      } else {
        throw new IOException(application + " is missing: build it first");
      }
    }
    Trees.copyFile(build.checkout().resolve("aico"), lib.resolve("aico"));
    Trees.copyFile(build.checkout().resolve(".mvn/find-jdk.sh"), lib.resolve("find-jdk.sh"));
    if (jdk != null) {
      Trees.copy(jdk.toRealPath(), lib.resolve("jdk"));
    }
    // Last: a copy without it is not whole.
    Trees.copyFile(build.id(), lib.resolve("build-id"));
    Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(lib.resolve("cli"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        lib.resolve("bridge"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
