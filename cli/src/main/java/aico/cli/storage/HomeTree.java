package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a home, each with its owner and mode; puts right what is missing or stands open.
 * Every folder made here lies in one of the owner of the home, never in one of a service.
 */
public final class HomeTree {
  /** Who a folder belongs to; null leaves what is. */
  public record Owner(@Nullable Long uid, @Nullable Long gid) {
    /** Whoever makes it. */
    public static final Owner CALLER = new Owner(null, null);
  }

  private final HomeLayout home;

  public HomeTree(HomeLayout home) {
    this.home = home;
  }

  /**
   * The home itself and what needs no user: enough to hold the lock and {@code home.json}.
   *
   * @param shared whether services with users of their own must pass through
   */
  public void makeRoot(boolean shared) {
    try {
      if (!Files.isDirectory(home.root())) {
        Path parent = home.root().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
      }
    } catch (IOException e) {
      throw cannot(home.root(), e);
    }
    folder(home.root(), shared ? "rwxr-xr-x" : "rwx------", Owner.CALLER);
    folder(home.run(), "rwxr-xr-x", Owner.CALLER);
    folder(home.staging(), "rwx------", Owner.CALLER);
    empty(home.staging());
  }

  /**
   * All other folders.
   *
   * @param users the user of each service; empty where all is the caller's
   */
  public void makeAll(HomeConfig config, Map<SuiteService, Owner> users) {
    boolean shared = config.hasServiceUsers();
    Owner person = shared ? new Owner(config.owner_uid(), config.owner_gid()) : Owner.CALLER;
    Owner group = shared ? new Owner(null, config.owner_gid()) : Owner.CALLER;
    folder(home.trust(), "rwxr-xr-x", Owner.CALLER);
    folder(home.services(), "rwxr-xr-x", Owner.CALLER);
    for (SuiteService service : SuiteService.values()) {
      folder(home.state(service), "rwx------", users.getOrDefault(service, Owner.CALLER));
    }
    Owner vault = users.getOrDefault(SuiteService.VAULT, Owner.CALLER);
    folder(home.vaults(), "rwx------", vault);
    folder(
        home.mounts(),
        "rwx--x---",
        shared ? new Owner(vault.uid(), config.owner_gid()) : Owner.CALLER);
    folder(home.mountsFor(), "rwxr-xr-x", Owner.CALLER);
    folder(home.cli(), "rwx------", person);
    folder(home.logs(), "rwxr-x---", group);
  }

  /** One folder with its owner and mode. */
  public static void folder(Path folder, String mode, Owner owner) {
    try {
      try {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException there) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && !(Files.isSymbolicLink(folder) && Files.isDirectory(folder))) {
          throw CommandFailed.failed(folder + ": is no folder");
        }
      }
      Map<String, Object> is = Files.readAttributes(folder, "unix:uid,gid,permissions");
      chown(folder, "unix:gid", is.get("gid"), owner.gid());
      chown(folder, "unix:uid", is.get("uid"), owner.uid());
      if (!PosixFilePermissions.fromString(mode).equals(is.get("permissions"))) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
      }
    } catch (IOException e) {
      throw cannot(folder, e);
    }
  }

  private static void chown(Path folder, String what, @Nullable Object is, @Nullable Long wanted)
      throws IOException {
    if (wanted != null && !(is instanceof Number number && number.longValue() == wanted)) {
      Files.setAttribute(folder, what, Math.toIntExact(wanted));
    }
  }

  private static void empty(Path folder) {
    try (var drafts = Files.newDirectoryStream(folder)) {
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw cannot(folder, e);
    }
  }

  private static CommandFailed cannot(Path folder, IOException e) {
    return CommandFailed.failed(folder + ": cannot be made: " + Reasons.of(e));
  }
}
