package aico.audit;

import aico.bus.contract.Principals;
import java.time.Instant;

/**
 * A program outside the suite that may follow the log.
 *
 * @param publicKey its CURVE key, 64 hex digits
 * @param identified whether it is told names as they are; else pseudonyms, the same for it as long
 *     as it is one
 * @param suspended whether it came back with a restore: its key, which stood in a place without
 *     trust, opens nothing until the owner has given it another
 */
public record Integrator(
    String name, String publicKey, Instant created, boolean identified, boolean suspended) {
  /** One that may follow the log. */
  public Integrator(String name, String publicKey, Instant created, boolean identified) {
    this(name, publicKey, created, identified, false);
  }

  /** The same, as it comes out of a backup. */
  Integrator asSuspended() {
    return new Integrator(name, publicKey, created, identified, true);
  }

  /** The same with another key; it may follow the log. */
  Integrator withKey(String fresh) {
    return new Integrator(name, fresh, created, identified, false);
  }

  /** How it is told names: {@code identified} or {@code pseudonymous}. */
  public String grant() {
    return identified ? "identified" : "pseudonymous";
  }

  /** How the bus knows it. */
  public String principal() {
    return Principals.INTEGRATOR_PREFIX + name;
  }
}
