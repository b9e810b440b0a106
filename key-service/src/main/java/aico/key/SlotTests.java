package aico.key;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When each slot was last seen to open its user's master key. */
public final class SlotTests {
  private final SlotTestFile file;

  /** By user and slot; read without the monitor, which is held while the disk works. */
  private volatile Map<String, Map<String, Instant>> byUser;

  public SlotTests(SlotTestFile file) {
    this.file = file;
    byUser = Map.copyOf(file.read());
  }

  /** When that slot was last tested; never waits. */
  public Optional<Instant> last(String user, String slotId) {
    return Optional.ofNullable(byUser.getOrDefault(user, Map.of()).get(slotId));
  }

  /**
   * Counts once it is on disk.
   *
   * @param slots all that the user has; dates of others go
   */
  synchronized void passed(String user, String slotId, Instant at, Set<String> slots) {
    Map<String, Instant> ofUser = new HashMap<>(byUser.getOrDefault(user, Map.of()));
    ofUser.keySet().retainAll(slots);
    ofUser.put(slotId, at);
    Map<String, Map<String, Instant>> next = new HashMap<>(byUser);
    next.put(user, Map.copyOf(ofUser));
    file.write(next);
    byUser = Map.copyOf(next);
  }
}
