package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.SuiteService;
import aico.cli.os.Access;
import aico.cli.os.CallingUser;
import aico.cli.os.SystemUsers;
import aico.cli.storage.GivenFolder;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a vault with {@code --at}: vault-service's user can seldom make one there, so root
 * makes an empty one and gives it to that user; the service takes it as it is. When the vault is
 * not made, the folder goes again.
 */
final class VaultPlace implements AutoCloseable {
  private @Nullable GivenFolder folder;

  private VaultPlace(@Nullable GivenFolder folder) {
    this.folder = folder;
  }

  static VaultPlace prepare(HomeConfig config, @Nullable Path at, String name) {
    if (at == null || !config.hasServiceUsers() || !CallingUser.isRoot()) {
      return new VaultPlace(null);
    }
    SystemUsers.User user =
        SystemUsers.find(config.userOf(SuiteService.VAULT))
            .orElseThrow(
                () -> CommandFailed.failed(config.userOf(SuiteService.VAULT) + ": no such user"));
    Optional<Path> closed = Access.firstClosed(at.toAbsolutePath().normalize());
    if (closed.isPresent()) {
      throw CommandFailed.usage(
          "--at",
          at
              + ": vault-service's user cannot pass through "
              + closed.get()
              + " (expected: executable by others)");
    }
    return new VaultPlace(GivenFolder.make(at, name, user.uid(), user.gid()));
  }

  /** The vault is there. */
  void keep() {
    folder = null;
  }

  @Override
  public void close() {
    if (folder != null) {
      folder.removeIfEmpty();
    }
  }
}
