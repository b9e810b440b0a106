package aico.audit.log;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the verification of a log found.
 *
 * @param size leaves that the log's checkpoint covers; where no checkpoint holds, whole leaves
 *     found
 * @param first the first event that is kept; what is before it was dropped, and the log says so
 * @param root the Merkle root over these leaves as computed from the segments
 * @param checkpointTime when the log signed its checkpoint, or null where none holds
 * @param leavesBehindCheckpoint whole leaves that no checkpoint covers yet: under a second's worth
 *     while the service runs, none after it stopped in order
 * @param tornTail whether the last segment ends in a frame never finished; no fault
 * @param problems what is wrong, the lowest leaf first; at most {@link #PROBLEMS_MAX}
 */
public record Verification(
    long size,
    long first,
    byte[] root,
    @Nullable Instant checkpointTime,
    long leavesBehindCheckpoint,
    boolean tornTail,
    List<Problem> problems) {

  /** A log that is damaged throughout needs no longer list. */
  public static final int PROBLEMS_MAX = 100;

  public Verification {
    problems = problems.stream().sorted(Problem.BY_INDEX).limit(PROBLEMS_MAX).toList();
  }

  /** Whether nothing is wrong. */
  public boolean whole() {
    return problems.isEmpty();
  }

  /** The lowest leaf that something is wrong with. */
  public OptionalLong firstBadIndex() {
    return problems.isEmpty() ? OptionalLong.empty() : OptionalLong.of(problems.getFirst().index());
  }
}
