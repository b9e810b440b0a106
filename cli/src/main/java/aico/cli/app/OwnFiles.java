package aico.cli.app;

import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.os.CallingUser;
import aico.cli.storage.FirstLaunchFile;
import aico.cli.storage.SessionFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The owner's files, whether root writes them or the owner. */
final class OwnFiles {
  private OwnFiles() {}

  static SessionFile session(HomeLayout home, HomeConfig config, String user) {
    boolean root = CallingUser.isRoot();
    return new SessionFile(
        home, user, root ? home.staging() : home.cli(), uid(config), gid(config));
  }

  /** Everybody's who has one. */
  static List<SessionFile> sessions(HomeLayout home, HomeConfig config) {
    return SessionFile.users(home).stream().map(user -> session(home, config, user)).toList();
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
