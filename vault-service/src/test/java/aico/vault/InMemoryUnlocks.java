package aico.vault;

import java.util.Set;

/** Keeps ended unlocks in memory. */
public final class InMemoryUnlocks implements UnlockMemory {
  private Set<String> ended = Set.of();

  @Override
  public Set<String> load() {
    return ended;
  }

  @Override
  public void save(Set<String> endedUnlockIds) {
    ended = Set.copyOf(endedUnlockIds);
  }
}
