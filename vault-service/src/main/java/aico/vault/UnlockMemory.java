package aico.vault;

import java.util.Set;

/**
 * The unlocks that a person has ended by locking. Durable, so that a key-service that did not hear
 * the lock, or a crash, cannot mount anything again before the person unlocks anew.
 */
public interface UnlockMemory {
  /** Stands for whatever unlock is found next: the person locked before any was seen. */
  String NEXT_SEEN = "next-seen";

  Set<String> load();

  /** Returns once durable; replaces what was kept. */
  void save(Set<String> endedUnlockIds);
}
