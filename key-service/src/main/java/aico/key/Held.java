package aico.key;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Whom a person has locked: they stay locked until a person unlocks them, also across a crash and a
 * reboot, whatever else would open their keys.
 */
public final class Held {
  private final HeldFile file;
  private final LongConsumer written;

  // INVARIANT: what stands here is what stands on disk.
  private HeldFile.Content content;

  /**
   * Those whom the file names.
   *
   * @param written is told the generation after each write
   */
  public Held(HeldFile file, LongConsumer written) {
    this.file = file;
    this.written = written;
    content = file.read();
  }

  /** Which generation stands on disk. */
  public synchronized long generation() {
    return content.generation();
  }

  synchronized boolean contains(String user) {
    return content.users().contains(user);
  }

  /** Holds once it is on disk. */
  public synchronized void add(Collection<String> more) {
    Set<String> next = new HashSet<>(content.users());
    if (next.addAll(more)) {
      put(next);
    }
  }

  /** Ends once it is on disk. */
  public synchronized void remove(String user) {
    Set<String> next = new HashSet<>(content.users());
    if (next.remove(user)) {
      put(next);
    }
  }

  private void put(Set<String> next) {
    HeldFile.Content after = new HeldFile.Content(content.generation() + 1, next);
    file.write(after);
    content = after;
    written.accept(after.generation());
  }
}
