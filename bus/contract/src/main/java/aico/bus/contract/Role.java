package aico.bus.contract;

import java.util.Locale;

/** What a principal is in the suite; {@code deploy/topology.yaml} says what each role may do. */
public enum Role {
  KEY,
  AUTH,
  POLICY,
  AUDIT,
  VAULT,
  GATEWAY,
  BRIDGE,
  CLI,
  INTEGRATOR;

  /** The role's name on the wire and in files, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that name, or {@link InvalidField} naming {@code field}. */
  public static Role of(String field, String wireName) {
    for (Role role : values()) {
      if (role.wireName().equals(wireName)) {
        return role;
      }
    }
    throw new InvalidField(field, "unknown role");
  }
}
