package aico.vault;

import aico.bus.contract.Users;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides from what key-service says whose vaults are to be mounted and whose to be locked. An
 * unlock id is random and new with every unlock, so that a lock and an unlock between two looks, or
 * a new key-service, are noticed.
 */
public final class KeyWatch {

  /**
   * What is to be done.
   *
   * @param open users whose keys are unlocked; everyone else's vaults are to be locked
   * @param relock users who were locked and unlocked in between: theirs are locked first
   * @param mount users whose unlock is new: theirs are to be mounted
   * @param lost users whose keys went with an earlier key-service: nobody locked them
   */
  public record Plan(Set<String> open, Set<String> relock, Set<String> mount, Set<String> lost) {
    public Plan {
      open = Set.copyOf(open);
      relock = Set.copyOf(relock);
      mount = Set.copyOf(mount);
      lost = Set.copyOf(lost);
    }

    /** Whether a vault of these holders is to be locked, unless a grace period holds. */
    boolean shuts(List<String> holders) {
      return holders.stream().noneMatch(user -> open.contains(user) && !relock.contains(user));
    }
  }

  private final UnlockMemory memory;
  private final Set<String> ended;
  private final Map<String, String> unlockIds = new HashMap<>();
  private final Map<String, String> openedIn = new HashMap<>();
  private boolean current;

  public KeyWatch(UnlockMemory memory) {
    this.memory = memory;
    this.ended = new HashSet<>(memory.load());
  }

  /**
   * key-service says who is unlocked.
   *
   * @param unlocked users with their unlock ids
   * @param incarnation which key-service it is; with another one all keys of the last are gone
   */
  public synchronized Plan seen(Map<String, String> unlocked, String incarnation) {
    if (ended.remove(UnlockMemory.NEXT_SEEN)) {
      ended.addAll(unlocked.values());
      memory.save(ended);
    }
    Set<String> relock = new HashSet<>();
    Set<String> mount = new HashSet<>();
    unlocked.forEach((user, id) -> {
      String before = unlockIds.get(user);
      if (id.equals(before)) {
        return;
      }
      if (before != null) {
        relock.add(user);
      }
      if (!ended.contains(id)) {
        mount.add(user);
      }
    });
    Set<String> lost = new HashSet<>();
    openedIn.forEach((user, openIncarnation) -> {
      if (!openIncarnation.equals(incarnation)
          && (!unlocked.containsKey(user) || relock.contains(user))) {
        lost.add(user);
      }
    });
    unlocked.keySet().forEach(user -> openedIn.put(user, incarnation));
    unlockIds.clear();
    unlockIds.putAll(unlocked);
    current = true;
    return new Plan(unlocked.keySet(), relock, mount, lost);
  }

  /** key-service does not answer: nobody counts as unlocked until it is seen again. */
  public synchronized void silent() {
    unlockIds.clear();
    current = false;
  }

  /** A person locked everything: what is unlocked now does not mount again by itself. */
  public synchronized void lockedByPerson() {
    ended.clear();
    if (current) {
      ended.addAll(unlockIds.values());
    } else {
      ended.add(UnlockMemory.NEXT_SEEN);
    }
    memory.save(ended);
  }

  /** One user was locked: as {@link #lockedByPerson()}, but the others' unlocks go on. */
  public synchronized void lockedByPerson(String user) {
    if (current) {
      // Of other unlocks only those matter that are still there.
      ended.removeIf(id -> !unlockIds.containsValue(id) && !id.equals(UnlockMemory.NEXT_SEEN));
      String id = unlockIds.get(user);
      if (id != null) {
        ended.add(id);
      }
    } else {
      ended.add(UnlockMemory.NEXT_SEEN);
    }
    memory.save(ended);
  }

  /** Who is left when that user is locked: the household goes with the last person. */
  public synchronized Set<String> openWithout(String user) {
    Set<String> left = new HashSet<>(unlockIds.keySet());
    left.remove(user);
    return left.stream().anyMatch(Users::isPerson) ? left : Set.of();
  }
}
