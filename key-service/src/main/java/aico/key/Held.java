package aico.key;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom a person has locked: they stay locked until a person unlocks them, also across a crash and a
 * reboot, whatever else would open their keys.
 */
public final class Held {
  private final HeldFile file;

  // INVARIANT: what stands here is what stands on disk.
  private Set<String> users;

  public Held(HeldFile file) {
    this.file = file;
    users = Set.copyOf(file.read());
  }

  synchronized boolean contains(String user) {
    return users.contains(user);
  }

  /** Holds once it is on disk. */
  synchronized void add(Collection<String> more) {
    Set<String> next = new HashSet<>(users);
    if (next.addAll(more)) {
      put(next);
    }
  }

  /** Ends once it is on disk. */
  synchronized void remove(String user) {
    Set<String> next = new HashSet<>(users);
    if (next.remove(user)) {
      put(next);
    }
  }

  private void put(Set<String> next) {
    file.write(next);
    users = Set.copyOf(next);
  }
}
