package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.os.Jdk;
import aico.cli.storage.InstalledLib;
import java.nio.file.Files;
import java.util.Optional;

/** Keeps the home's copy of what runs at the build of the checkout. Only while nothing runs. */
final class Installation {
  private final Surroundings surroundings;
  private final HomeConfig config;
  private final HomeLayout home;
  private final InstalledLib lib;

  Installation(Surroundings surroundings, HomeConfig config) {
    this.surroundings = surroundings;
    this.config = config;
    home = surroundings.home();
    lib = new InstalledLib(home);
  }

  /** Installs what is not installed; the JDK that services are to run on. */
  Jdk ensure() {
    boolean copyJdk = config.hasServiceUsers() && !Jdk.running().isOpenToAll();
    Optional<String> installed = InstalledLib.buildId(home);
    InstalledLib.Build build = surroundings.build();
    if (build == null) {
      if (installed.isEmpty()) {
        throw CommandFailed.failed(home.lib() + ": nothing is installed: run aico from a checkout");
      }
    } else if (!installed.equals(InstalledLib.buildId(build)) || copyJdk && !hasThisJdk()) {
      surroundings.say(
          installed.isEmpty()
              ? "installing what runs into " + home.lib()
              : "installing the new build into " + home.lib());
      if (copyJdk) {
        surroundings.say(
            "copying the JDK as well: services cannot read it in " + Jdk.running().home());
      }
      lib.install(build, copyJdk ? Jdk.running().home() : null);
    }
    return standing();
  }

  /** The JDK for what is installed, which services' users can read. */
  Jdk standing() {
    return hasOwnJdk() ? new Jdk(lib.ownJdk()) : Jdk.running();
  }

  /** Whether the copy is of the JDK that runs this; caches fit one build only. */
  private boolean hasThisJdk() {
    return hasOwnJdk() && new Jdk(lib.ownJdk()).isSameBuildAs(Jdk.running());
  }

  private boolean hasOwnJdk() {
    return Files.isExecutable(lib.ownJdk().resolve("bin/java"));
  }
}
