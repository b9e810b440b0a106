package aico.detect;

import java.util.function.Consumer;

/** Looks at every event in log order. What it knows afterwards follows from those events alone. */
public interface Detector {
  /** Looks at the next event. */
  void see(Event event, Consumer<Finding> found);

  /** It is later now, and no event came meanwhile. */
  default void tick(long nowMs, Consumer<Finding> found) {}
}
