package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.SuiteService;
import aico.cli.os.CallingUser;
import aico.cli.os.SystemUsers;
import aico.cli.storage.HomeTree;
import aico.cli.storage.VaultEntries;
import java.util.stream.Stream;

/**
 * System users that have vaults of their own, such as a database's. For each there is a folder that
 * its vaults are mounted in: vault-service may write there, that user may pass through, nobody
 * else.
 */
final class ProgramUsers {
  private static final String OPTION = "--system-user";

  private final HomeLayout home;
  private final HomeConfig config;

  ProgramUsers(HomeLayout home, HomeConfig config) {
    this.home = home;
    this.config = config;
  }

  /** Makes the folder of one that is being given a vault. */
  void folderOf(String name) {
    if (!config.hasServiceUsers()) {
      throw CommandFailed.usage(
          OPTION, "the services of this home run as you (expected: a home that root set up)");
    }
    if (!CallingUser.isRoot()) {
      throw CommandFailed.usage(OPTION, "takes root: sudo aico …");
    }
    if (Stream.of(SuiteService.values()).anyMatch(own -> config.userOf(own).equals(name))) {
      throw CommandFailed.usage(OPTION, name + ": is a service's own");
    }
    make(
        SystemUsers.find(name)
            .orElseThrow(() -> CommandFailed.usage(OPTION, name + ": not on this machine")));
  }

  /** The folders of all that vaults were given to; one who is not on this machine gets none. */
  void foldersOfAll() {
    if (!config.hasServiceUsers()) {
      return;
    }
    VaultEntries.read(home.state(SuiteService.VAULT).resolve("vaults")).stream()
        .flatMap(vault -> vault.systemUser().stream())
        .distinct()
        .flatMap(name -> SystemUsers.find(name).stream())
        .forEach(this::make);
  }

  private void make(SystemUsers.User user) {
    SystemUsers.User service = SystemUsers.ensure(config.userOf(SuiteService.VAULT));
    HomeTree.folder(
        home.mountsFor(user.name()), "rwx--x---", new HomeTree.Owner(service.uid(), user.gid()));
  }
}
