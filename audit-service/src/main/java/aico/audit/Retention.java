package aico.audit;

import aico.audit.log.Tile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/**
 * Which of a log's oldest segments may go. Always whole ones from the front, so that what is kept
 * is one piece.
 *
 * <p>Age is counted in days that the log has lived through: the epochs that began since, each of
 * which its key signed. A clock that jumps ahead begins one; one that jumps back begins none; days
 * on which the machine was off do not count. So no clock makes anything old.
 *
 * @param maxDays what is older goes
 * @param maxBytes of all segments together; beyond it the oldest go, unless a floor holds them
 * @param floorDays for each kind of event how long one is kept whatever the other limits say; a
 *     kind is a code ({@code key.slot_added}) or what codes begin with ({@code alert})
 */
public record Retention(long maxDays, long maxBytes, Map<String, Integer> floorDays) {
  /** Two segments: less would drop what was written a moment ago. */
  public static final long MIN_BYTES = 32L << 20;

  public static final int MAX_DAYS = 36_500;

  /** Dropped in one go; a plan that goes further takes the next look. */
  private static final int SEGMENTS_MAX = 64;

  private static final int YEAR_AND_SOME = 400;
  private static final long DEFAULT_BYTES = 1L << 30;
  private static final int FLOOR = 180;

  /** Why something is dropped. */
  public enum Reason {
    AGE,
    SIZE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One file of leaves, from {@code first} up to but not including {@code end}. */
  public record Segment(long first, long end, long bytes) {}

  /** What is to go. */
  public record Plan(long first, long firstKept, Reason reason, int segments, long bytes) {}

  /** Looks through a segment for the last event of each kind that has a floor. */
  @FunctionalInterface
  public interface Survey {
    Map<String, Long> lastOf(Segment segment, Iterable<String> kinds);
  }

  public Retention {
    floorDays = Map.copyOf(new TreeMap<>(floorDays));
  }

  /**
   * A year and some, 1 GiB; half a year for alerts and for what changes who may do what, or which
   * keys there are.
   */
  public static Retention standard() {
    Map<String, Integer> floors = new TreeMap<>();
    for (String kind :
        List.of(
            "alert",
            "credential",
            "integrator",
            "key.installation_rotated",
            "key.master_rotated",
            "key.password_changed",
            "key.recovery_renewed",
            "key.slot_added",
            "key.slot_removed",
            "key.storage_moved",
            "log",
            "record",
            "state.accepted",
            "state.rolled_back",
            "user")) {
      floors.put(kind, FLOOR);
    }
    return new Retention(YEAR_AND_SOME, DEFAULT_BYTES, floors);
  }

  /** Whether an event of this code is of that kind. */
  public static boolean isOf(String kind, String code) {
    return code.equals(kind)
        || (code.length() > kind.length()
            && code.startsWith(kind)
            && code.charAt(kind.length()) == '.');
  }

  /**
   * The segments that go next, all for the same reason.
   *
   * @param kept all segments, the oldest first
   * @param daysSince how many days began since a leaf was signed
   * @param signed leaves that a checkpoint covers
   */
  public Optional<Plan> plan(
      List<Segment> kept, LongUnaryOperator daysSince, Survey survey, long signed) {
    long left = kept.stream().mapToLong(Segment::bytes).sum();
    Plan plan = null;
    // The last one is being written.
    for (Segment segment : kept.subList(0, Math.max(0, kept.size() - 1))) {
      Optional<Reason> due =
          daysSince.applyAsLong(segment.end() - 1) > maxDays
              ? Optional.of(Reason.AGE)
              : left > maxBytes ? Optional.of(Reason.SIZE) : Optional.empty();
      if (due.isEmpty()
          || (plan != null && (plan.reason != due.get() || plan.segments == SEGMENTS_MAX))
          || !isSettled(segment.end(), signed)
          || isHeld(segment, daysSince, survey)) {
        break;
      }
      left -= segment.bytes();
      plan =
          plan == null
              ? new Plan(segment.first(), segment.end(), due.get(), 1, segment.bytes())
              : new Plan(
                  plan.first,
                  segment.end(),
                  plan.reason,
                  plan.segments + 1,
                  plan.bytes + segment.bytes());
    }
    return Optional.ofNullable(plan);
  }

  /** The tile in which the first kept leaf stands is full and signed: it is not written again. */
  private static boolean isSettled(long firstKept, long signed) {
    return (firstKept / Tile.WIDTH + 1) * Tile.WIDTH <= signed;
  }

  private boolean isHeld(Segment segment, LongUnaryOperator daysSince, Survey survey) {
    return survey.lastOf(segment, floorDays.keySet()).entrySet().stream()
        .anyMatch(last ->
            daysSince.applyAsLong(last.getValue()) <= floorDays.getOrDefault(last.getKey(), 0));
  }
}
