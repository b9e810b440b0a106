package aico.cli.app;

import aico.bus.crypto.MissingLibraryException;
import aico.bus.crypto.NativeLibraries;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.os.Access;
import aico.cli.os.CallingUser;
import aico.cli.os.Fuse;
import aico.cli.os.Packages;
import aico.cli.os.ServiceProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the machine must have before services can run; as root it is brought, and said. */
final class Prerequisites {
  private final Surroundings surroundings;

  Prerequisites(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Services with users of their own have to reach their folders below the home. */
  void requireReachable(Path home) {
    Optional<Path> closed = Access.firstClosed(home.getParent());
    if (closed.isPresent()) {
      throw CommandFailed.usage(
          "AICO_HOME",
          home
              + ": the services' users cannot pass through "
              + closed.get()
              + " (expected: executable by others). Choose another place, or: chmod o+x "
              + closed.get());
    }
  }

  /** Missing packages are installed, or named with the command that installs them. */
  void requirePackages() {
    List<String> missing = missingPackages();
    if (!missing.isEmpty()) {
      Packages.install(missing, surroundings.progress());
      List<String> still = missingPackages();
      if (!still.isEmpty()) {
        throw CommandFailed.failed("still missing after the installation: " + still);
      }
    }
  }

  static List<String> missingPackages() {
    List<String> missing = new ArrayList<>();
    if (!ServiceProcess.isInstalled("gocryptfs")) {
      missing.add("gocryptfs");
    }
    if (!ServiceProcess.isInstalled("fusermount3")) {
      missing.add("fuse3");
    }
    if (!hasLibrary("libsodium.so.23", "libsodium23")) {
      missing.add("libsodium23");
    }
    if (!hasLibrary("libargon2.so.1", "libargon2-1")) {
      missing.add("libargon2-1");
    }
    if (!hasLibrary("libcrypto.so.3", "libssl3")) {
      missing.add("libssl3");
    }
    return missing;
  }

  static boolean hasLibrary(String soname, String debianPackage) {
    try {
      NativeLibraries.open(soname, debianPackage);
      return true;
    } catch (MissingLibraryException missing) {
      return false;
    }
  }

  /** A vault mounted by its service's user must be visible to its owner. */
  void requireFuse(HomeConfig config) {
    if (!config.hasServiceUsers()) {
      return;
    }
    if (!Fuse.allowsOther()) {
      surroundings.say(
          "adding user_allow_other to "
              + Fuse.CONF
              + ", so that you can see vaults that vault-service's user mounts");
      Fuse.allowOther();
    }
    if (!Fuse.deviceIsOpen()) {
      if (!Fuse.deviceExists()) {
        throw CommandFailed.failed(
            Fuse.DEVICE
                + " is missing: load the module (modprobe fuse), or give it to this"
                + " container (--device /dev/fuse)");
      }
      surroundings.say("making " + Fuse.DEVICE + " usable by all users (mode 0666)");
      Fuse.openDevice();
    }
  }

  boolean canMakeUsers() {
    return CallingUser.isRoot()
        && ServiceProcess.isInstalled("useradd")
        && ServiceProcess.isInstalled("setpriv")
        && ServiceProcess.isInstalled("prlimit");
  }
}
