package aico.key;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When each user's recovery kit was last seen to open its slot. */
public final class RecoveryTests {
  private final RecoveryTestFile file;

  /** Read without the monitor, which is held while the disk works. */
  private volatile Map<String, Passed> byUser;

  public RecoveryTests(RecoveryTestFile file) {
    this.file = file;
    byUser = Map.copyOf(file.read());
  }

  /** A test that was passed; it says nothing about any other slot. */
  public record Passed(String slotId, Instant at) {}

  /** When the kit of that slot was last tested; never waits. */
  public Optional<Instant> last(String user, String slotId) {
    return Optional.ofNullable(byUser.get(user))
        .filter(passed -> passed.slotId().equals(slotId))
        .map(Passed::at);
  }

  /** Counts once it is on disk. */
  synchronized void passed(String user, Passed passed) {
    Map<String, Passed> next = new HashMap<>(byUser);
    next.put(user, passed);
    file.write(next);
    byUser = Map.copyOf(next);
  }
}
