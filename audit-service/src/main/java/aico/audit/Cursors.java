package aico.audit;

import java.util.OptionalLong;

/** Keeps how far each subscriber has acknowledged. */
public interface Cursors {
  /** The sequence that comes next for this principal, if it ever acknowledged one. */
  OptionalLong next(String principal);

  /** Returns when it is on disk. */
  void put(String principal, long next);

  /** Forgets a principal. */
  void remove(String principal);
}
