package aico.detect;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each group, for a bounded number of groups. The groups that a producer brought
 * up count against that producer alone: one that makes up names pushes out its own, and nobody
 * else's.
 */
final class Groups<S> {
  /** Groups of one producer in one rule; a home has tens of users and programs. */
  static final int OF_ONE_MAX = 512;

  /** A home has about ten producers; those beyond share one allowance. */
  static final int PRODUCERS_MAX = 32;

  private static final String OTHERS = "";

  private final Map<String, S> states = new HashMap<>();
  private final Map<String, LinkedHashMap<String, Boolean>> owned = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();

  /** What is known of a group, made when there is nothing. */
  S of(String group, String producer, Supplier<S> fresh) {
    @Nullable S known = states.get(group);
    if (known != null) {
      touch(group);
      return known;
    }
    String owner = owned.containsKey(producer) || owned.size() < PRODUCERS_MAX ? producer : OTHERS;
    LinkedHashMap<String, Boolean> mine =
        owned.computeIfAbsent(owner, o -> new LinkedHashMap<>(16, 0.75f, true));
    if (mine.size() >= OF_ONE_MAX) {
      Iterator<String> oldest = mine.keySet().iterator();
      String gone = oldest.next();
      oldest.remove();
      states.remove(gone);
      owners.remove(gone);
    }
    mine.put(group, true);
    owners.put(group, owner);
    S made = fresh.get();
    states.put(group, made);
    return made;
  }

  private void touch(String group) {
    String owner = owners.get(group);
    LinkedHashMap<String, Boolean> mine = owner == null ? null : owned.get(owner);
    if (mine != null) {
      mine.get(group);
    }
  }

  int size() {
    return states.size();
  }

  Iterable<S> all() {
    return states.values();
  }
}
