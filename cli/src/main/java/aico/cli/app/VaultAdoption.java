package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.SuiteService;
import aico.cli.os.Access;
import aico.cli.os.CallingUser;
import aico.cli.os.Mounts;
import aico.cli.os.Run;
import aico.cli.storage.GocryptfsConf;
import aico.cli.storage.HomeTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Prepares a folder of ciphertext for vault-service without copying: {@code DIR} becomes {@code
 * PARENT/NAME/cipher}, and all of it that service's. Interrupted, the next try goes on; stock
 * gocryptfs opens {@code cipher} as before until the service has taken it up.
 */
final class VaultAdoption {
  private static final String CIPHER = "cipher";
  private static final String ASIDE = ".adopting";
  private static final Duration LIMIT = Duration.ofHours(12);

  private final HomeConfig config;
  private final Path dir;
  private final Path parent;
  private final Path folder;
  private final Path aside;

  VaultAdoption(HomeConfig config, Path given, String name) {
    this.config = config;
    dir = given.toAbsolutePath().normalize();
    Path above = dir.getParent();
    if (above == null) {
      throw CommandFailed.usage("DIR", dir + ": the root of the system");
    }
    parent = above;
    folder = parent.resolve(name);
    aside = parent.resolve(name + ASIDE);
  }

  /** The folder in which the vault's own folder lies now. */
  Path prepare(String user) {
    if (!GocryptfsConf.isIn(folder.resolve(CIPHER))) {
      if (!GocryptfsConf.isIn(aside)) {
        requireAdoptable();
        run("mv", "-nT", "--", dir.toString(), aside.toString());
      }
      HomeTree.folder(folder, "rwx------", HomeTree.Owner.CALLER);
      run("mv", "-nT", "--", aside.toString(), folder.resolve(CIPHER).toString());
    }
    if (config.hasServiceUsers() && CallingUser.isRoot()) {
      run("chown", "-Rh", user + ":" + user, "--", folder.toString());
    }
    return parent;
  }

  private void requireAdoptable() {
    if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.usage("DIR", dir + ": no folder, or a link to one");
    }
    GocryptfsConf.requireAdoptable(dir);
    if (Mounts.isShownElsewhere(dir)) {
      throw CommandFailed.failed(dir + ": is mounted: unmount it first (fusermount3 -u)");
    }
    if (!folder.equals(dir) && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.failed(
          folder + ": exists (expected: nothing; the vault's folder will be it)");
    }
    Optional<Path> closed =
        config.hasServiceUsers() ? Access.firstClosed(parent) : Optional.empty();
    if (closed.isPresent()) {
      throw CommandFailed.usage(
          "DIR",
          "%s: %s cannot pass through %s (expected: executable by others)"
              .formatted(dir, SuiteService.VAULT.principal(), closed.get()));
    }
  }

  private static void run(String... command) {
    Run.Ended ended = Run.toEnd(LIMIT, List.of(command));
    if (!ended.ok()) {
      throw CommandFailed.failed(ended.lastLine());
    }
  }
}
