package aico.vault;

import aico.vault.Hooks.Point;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which hooks there are, as whoever runs them says. What differs from the last time, over restarts,
 * is recorded, whoever put it there: a hook is a program that runs with the owner's power.
 */
public final class KnownHooks {
  private final HookMemory memory;
  private final Recorder recorder;

  // INVARIANT: what stands here is what stands on disk, once it was read.
  private @Nullable Set<Hook> known;

  public KnownHooks(HookMemory memory, Recorder recorder) {
    this.memory = memory;
    this.recorder = recorder;
  }

  /**
   * A hook.
   *
   * @param name of its file
   * @param digest of its content, 32 hex digits
   */
  public record Hook(Point point, String name, String digest) {}

  /** What became of one. */
  public enum Change {
    ADDED,
    CHANGED,
    REMOVED
  }

  private record Place(Point point, String name) {}

  /**
   * These there are now.
   *
   * @param owners whose a vault is, or null when there is no such vault
   * @throws Recorder.NotRecordedException when a change cannot be recorded: then it is one the next
   *     time, too
   */
  public synchronized void found(
      Set<Hook> now, Asker asker, Function<VaultName, @Nullable String> owners) {
    Set<Hook> before = known();
    if (now.equals(before)) {
      return;
    }
    Map<Place, String> left = byPlace(before);
    byPlace(now)
        .forEach((place, digest) -> {
          String last = left.remove(place);
          if (!digest.equals(last)) {
            record(place, last == null ? Change.ADDED : Change.CHANGED, asker, owners);
          }
        });
    left.keySet().forEach(place -> record(place, Change.REMOVED, asker, owners));
    memory.save(now);
    known = Set.copyOf(now);
  }

  private Set<Hook> known() {
    Set<Hook> read = known;
    if (read == null) {
      read = Set.copyOf(memory.load());
      known = read;
    }
    return read;
  }

  private static Map<Place, String> byPlace(Set<Hook> hooks) {
    Map<Place, String> digests = new HashMap<>();
    hooks.forEach(hook -> digests.put(new Place(hook.point(), hook.name()), hook.digest()));
    return digests;
  }

  private void record(
      Place place, Change change, Asker asker, Function<VaultName, @Nullable String> owners) {
    Point point = place.point();
    recorder.recordHookChange(point, place.name(), change, asker, owners.apply(point.vault()));
  }
}
