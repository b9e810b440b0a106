package aico.vault.app;

import aico.vault.Clocks;
import java.time.Instant;

/** The clocks of this machine. */
final class SystemClocks implements Clocks {
  @Override
  public long monotonicNs() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
