package aico.cli.os;

import com.sun.security.auth.module.UnixSystem;

/** Who runs this process. */
public final class CallingUser {
  private static final UnixSystem SYSTEM = new UnixSystem();

  private CallingUser() {}

  public static long uid() {
    return SYSTEM.getUid();
  }

  public static long gid() {
    return SYSTEM.getGid();
  }

  public static boolean isRoot() {
    return uid() == 0;
  }
}
