package aico.bus.connector;

import aico.bus.contract.StandingResponse;
import org.jspecify.annotations.Nullable;

/** How a service answers an alert. In two steps, since what is done is recorded before it is. */
@FunctionalInterface
public interface Remedy {

  /**
   * Finds out what there is to do.
   *
   * @throws RuntimeException when that cannot be known; then nothing is done, and that is recorded
   */
  Prepared prepare(StandingResponse chosen, AlertNotice alert);

  /**
   * What is to be done.
   *
   * @param sessions how many sessions it ends; null where it is not about sessions
   */
  record Prepared(@Nullable Integer sessions, Runnable act) {}
}
