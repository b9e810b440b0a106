package aico.cli;

import aico.bus.contract.Principals;
import aico.bus.contract.Role;

/** The services of the suite, in the order in which they boot. */
public enum SuiteService {
  KEY(Role.KEY, Principals.KEY, 0),
  AUDIT(Role.AUDIT, Principals.AUDIT, 2),
  POLICY(Role.POLICY, Principals.POLICY, 2),
  AUTH(Role.AUTH, Principals.AUTH, 2),
  VAULT(Role.VAULT, Principals.VAULT, 3);

  private final Role role;
  private final String principal;
  private final int stage;

  SuiteService(Role role, String principal, int stage) {
    this.role = role;
    this.principal = principal;
    this.stage = stage;
  }

  public Role role() {
    return role;
  }

  /** The name on the bus and in {@code status}, such as {@code vault-service}. */
  public String principal() {
    return principal;
  }

  /** The name of its folder in the home, the end of its user's name: {@code vault}. */
  public String shortName() {
    return role.wireName();
  }

  /** Services of a lower stage stop after those of a higher one. */
  public int stage() {
    return stage;
  }

  /** gocryptfs mounts through the setuid fusermount3, which {@code no_new_privs} would break. */
  public boolean needsSetuid() {
    return this == VAULT;
  }
}
