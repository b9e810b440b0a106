package aico.audit;

import aico.bus.contract.Principals;
import java.time.Instant;

/**
 * A program outside the suite that may follow the log.
 *
 * @param publicKey its CURVE key, 64 hex digits
 */
public record Integrator(String name, String publicKey, Instant created) {
  /** How the bus knows it. */
  public String principal() {
    return Principals.INTEGRATOR_PREFIX + name;
  }
}
