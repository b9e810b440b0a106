package aico.auth.app;

import aico.auth.Time;
import java.util.concurrent.TimeUnit;

/** The system's clocks. */
final class SystemTime implements Time {
  @Override
  public long wallS() {
    return TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
  }

  @Override
  public long monotonicS() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
  }
}
