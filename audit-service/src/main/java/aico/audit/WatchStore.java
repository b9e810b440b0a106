package aico.audit;

import aico.detect.Profiles;
import java.util.Optional;

/** Keeps what detection knows. Used by one thread. */
public interface WatchStore {
  /** What was kept last; nothing when there is none that can be used. */
  Optional<WatchState> load();

  /** The profiles as of what was kept last, with what was changed since. */
  Profiles profiles();

  /** Whether so much was changed that it should be kept now. */
  boolean isFull();

  /**
   * Returns when state and profiles are kept together: after a crash both are there, or neither.
   */
  void save(WatchState state);
}
