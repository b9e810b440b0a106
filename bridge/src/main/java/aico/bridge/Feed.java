package aico.bridge;

import java.util.List;
import java.util.Optional;

/** Events of the log for one target, in order. */
public interface Feed extends AutoCloseable {

  /** Up to {@code max} events; none when nothing came within the time. */
  List<Event> take(int max, long waitMs) throws InterruptedException;

  /** Everything up to this sequence has arrived where it belongs. */
  void acknowledge(long sequence);

  /** The length of the log as last heard, or -1. */
  long head();

  /** Why nothing more can come, when that is so. */
  Optional<String> problem();

  @Override
  void close();
}
