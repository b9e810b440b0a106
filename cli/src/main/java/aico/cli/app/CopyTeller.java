package aico.cli.app;

import aico.cli.Progress;
import java.time.Duration;

/** Tells how far a copy and its comparison are, and about how long they will take. */
final class CopyTeller {
  private static final Duration TELL_EVERY = Duration.ofSeconds(2);

  /** Before that, a guess at the time left would jump. */
  private static final Duration GUESS_AFTER = Duration.ofSeconds(2);

  /** A file costs about as much as this many bytes more. */
  private static final long FILE_COST_BYTES = 64 * 1024;

  private final Progress progress;
  private String toldPhase = "";
  private long toldNs;
  private long firstNs;
  private double firstBehind;

  CopyTeller(Progress progress) {
    this.progress = progress;
  }

  /**
   * How far it is.
   *
   * @param phase {@code copying}, then {@code verifying}, each of all files and bytes
   */
  record Step(String phase, long files, long filesDone, long bytes, long bytesDone) {
    private double cost() {
      return bytes + (double) FILE_COST_BYTES * files;
    }

    private double costDone() {
      return bytesDone
          + (double) FILE_COST_BYTES * filesDone
          + (phase.equals("verifying") ? cost() : 0);
    }
  }

  void tell(Step now) {
    if (now.phase().equals(toldPhase) && System.nanoTime() - toldNs < TELL_EVERY.toNanos()) {
      return;
    }
    toldPhase = now.phase();
    toldNs = System.nanoTime();
    progress.say(
        "%s: %,d of %,d files, %,d of %,d MiB%s"
            .formatted(
                now.phase(),
                now.filesDone(),
                now.files(),
                now.bytesDone() >> 20,
                now.bytes() >> 20,
                left(now)));
  }

  /** Of both phases, from what has been seen of them. */
  private String left(Step now) {
    double all = 2 * now.cost();
    double behind = now.costDone();
    if (firstNs == 0) {
      firstNs = System.nanoTime();
      firstBehind = behind;
    }
    double elapsedS = (System.nanoTime() - firstNs) / 1e9;
    if (elapsedS < GUESS_AFTER.toSeconds() || behind <= firstBehind) {
      return "";
    }
    long seconds = Math.round(elapsedS * Math.max(0, all - behind) / (behind - firstBehind));
    return ", about %d min %d s left".formatted(seconds / 60, seconds % 60);
  }
}
