package aico.key;

import java.util.HashMap;
import java.util.Map;

/** A count of failures that outlives its {@link Throttle}. */
public final class InMemoryThrottleFile implements ThrottleFile {
  private Map<String, Failures> kept = new HashMap<>();

  @Override
  public Map<String, Failures> read() {
    return kept;
  }

  @Override
  public void write(Map<String, Failures> failures) {
    kept = failures;
  }
}
