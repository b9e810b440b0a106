package aico.audit;

import aico.detect.AlertBook;
import aico.detect.Silence;

/**
 * How far detection has come, and what it knows for good. It all follows from the log.
 *
 * @param next the leaf that is looked at next
 * @param again from this leaf on the log is read again at start, for what only lasts some hours
 * @param quietBelow what leaves below this one tell is learned from, and raises no alert: they
 *     stood in the log before anything looked at it
 * @param rulesSha256 of the files of rules, as they were recorded last
 */
public record WatchState(
    long next,
    long again,
    long quietBelow,
    String rulesSha256,
    Silence.State silence,
    AlertBook.Content alerts) {

  /** Nothing is known of a log of this size. */
  public static WatchState begin(long size) {
    return new WatchState(0, 0, size, "", Silence.State.empty(), new AlertBook().content());
  }
}
