package aico.cli.app;

import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.os.CallingUser;
import aico.cli.storage.FirstLaunchFile;
import aico.cli.storage.SessionFile;
import org.jspecify.annotations.Nullable;

/** The owner's files, whether root writes them or the owner. */
final class OwnFiles {
  private OwnFiles() {}

  static SessionFile session(HomeLayout home, HomeConfig config) {
    boolean root = CallingUser.isRoot();
    return new SessionFile(home, root ? home.staging() : home.cli(), uid(config), gid(config));
  }

  static FirstLaunchFile firstLaunch(HomeLayout home, HomeConfig config) {
    return new FirstLaunchFile(home, uid(config), gid(config));
  }

  private static @Nullable Long uid(HomeConfig config) {
    return CallingUser.isRoot() ? config.owner_uid() : null;
  }

  private static @Nullable Long gid(HomeConfig config) {
    return CallingUser.isRoot() ? config.owner_gid() : null;
  }
}
