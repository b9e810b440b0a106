package aico.vault;

import java.time.Instant;

/** Time as vaults need it. */
public interface Clocks {

  /** For differences alone: nobody sets it, and it goes on while the machine is awake. */
  long monotonicNs();

  /** The time of day, which may be set back. */
  Instant now();
}
