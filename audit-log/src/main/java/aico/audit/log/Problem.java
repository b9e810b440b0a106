package aico.audit.log;

import java.util.Comparator;

/**
 * One thing wrong with a log.
 *
 * @param index the lowest leaf affected
 * @param message the file, and what is wrong with it
 */
public record Problem(long index, String message) {
  static final Comparator<Problem> BY_INDEX = Comparator.comparingLong(Problem::index);
}
