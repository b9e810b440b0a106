package aico.cli;

import java.util.Locale;

/**
 * What {@code home.json} holds.
 *
 * @param home_id 32 hex digits, random, made at the first launch
 * @param user_prefix the system users are {@code <prefix>-key} and so on; empty when the services
 *     run under the owner's own user
 * @param owner_uid the person whose vaults these are
 * @param setup how far the first launch has come
 */
public record HomeConfig(
    int version,
    String home_id,
    int port_base,
    String user_prefix,
    long owner_uid,
    long owner_gid,
    Setup setup) {
  public static final int VERSION = 1;

  /** The steps of a first launch or of a restore; each is saved when it is complete. */
  public enum Setup {
    /** There is no user yet, or nobody has seen its recovery kit. */
    PROVISIONED,
    /** The user is there and the recovery kit is in the owner's hands. */
    KIT_HANDED_OVER,
    /** The vault {@code home} is there, and the audit log's key is kept. */
    COMPLETE,
    /** What a backup holds is being brought in; nothing may start on it before that is complete. */
    RESTORING;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PortBase portBase() {
    return new PortBase(port_base);
  }

  public boolean hasServiceUsers() {
    return !user_prefix.isEmpty();
  }

  public String userOf(SuiteService service) {
    return user_prefix + "-" + service.shortName();
  }

  public String bridgeUser() {
    return user_prefix + "-bridge";
  }

  public HomeConfig with(Setup newSetup) {
    return new HomeConfig(version, home_id, port_base, user_prefix, owner_uid, owner_gid, newSetup);
  }
}
