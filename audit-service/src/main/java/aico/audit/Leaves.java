package aico.audit;

import java.util.Optional;

/** Reads the log from a leaf on, as far as it is on disk. Used by one thread at a time. */
public interface Leaves extends AutoCloseable {
  /** Opens the log. */
  @FunctionalInterface
  interface Source {
    /**
     * Reads from this leaf on, which may be the one that comes next; from the first that is kept,
     * where this one was dropped.
     */
    Leaves from(long index);

    /** The first leaf that is kept. */
    default long first() {
      return 0;
    }
  }

  /** The index of the next leaf. */
  long nextIndex();

  /**
   * The next leaf's bytes, or nothing as of now. Where leaves were dropped before they were read,
   * the first that is kept is next: {@link #nextIndex} says afterwards which one was given.
   */
  Optional<byte[]> next();

  /** Where the frame of the last leaf given begins, in bytes from the start of its segment. */
  long offset();

  @Override
  void close();
}
