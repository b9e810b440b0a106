package aico.audit;

import aico.bus.contract.Principals;
import java.time.Instant;

/**
 * A program outside the suite that may follow the log.
 *
 * @param publicKey its CURVE key, 64 hex digits
 * @param identified whether it is told names as they are; else pseudonyms, the same for it as long
 *     as it is one
 */
public record Integrator(String name, String publicKey, Instant created, boolean identified) {
  /** How the bus knows it. */
  public String principal() {
    return Principals.INTEGRATOR_PREFIX + name;
  }
}
