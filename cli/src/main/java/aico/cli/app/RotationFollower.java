package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.cli.Progress;
import aico.cli.bus.SuiteBus;
import java.time.Duration;

/** Tells how far a vault's rotation is, until it has ended. */
final class RotationFollower {
  private static final Duration ASK_EVERY = Duration.ofMillis(200);
  private static final Duration TELL_EVERY = Duration.ofSeconds(2);

  /** Before that, a guess at the time left would jump. */
  private static final Duration GUESS_AFTER = Duration.ofSeconds(2);

  /** A file costs about as much as this many bytes more. */
  private static final long FILE_COST_BYTES = 64 * 1024;

  private final SuiteBus bus;
  private final Progress progress;
  private String toldPhase = "";
  private long toldNs;
  private long firstNs;
  private double firstBehind;

  RotationFollower(SuiteBus bus, Progress progress) {
    this.bus = bus;
    this.progress = progress;
  }

  /** The last answer that told how much there is; throws what the rotation failed with. */
  VaultReply.Rotation untilEnd(VaultReply.Rotation begun) {
    progress.say(
        "vault %s gets a new key; it is closed meanwhile, and goes on if this command is ended"
            .formatted(begun.name()));
    VaultReply.Rotation now = begun;
    while (true) {
      switch (now.phase()) {
        case "done" -> {
          return now;
        }
        case "failed" ->
            throw new RequestFailed(
                ErrorCode.of(String.valueOf(now.code())), String.valueOf(now.message()));
        case "none" ->
            throw new RequestFailed(
                ErrorCode.UNREACHABLE,
                "vault %s: vault-service was restarted meanwhile; rotate it again to go on"
                    .formatted(begun.name()));
        default -> tell(now);
      }
      pause();
      now = bus.ask(new VaultRequest.RotationOf(begun.name()), SuiteBus.QUICK);
    }
  }

  private void tell(VaultReply.Rotation now) {
    boolean counted = now.files() > 0 && !now.phase().equals("switching");
    if (!counted
        || now.phase().equals(toldPhase) && System.nanoTime() - toldNs < TELL_EVERY.toNanos()) {
      return;
    }
    toldPhase = now.phase();
    toldNs = System.nanoTime();
    progress.say(
        "%s: %,d of %,d files, %,d of %,d MiB%s"
            .formatted(
                now.phase(),
                now.files_done(),
                now.files(),
                now.bytes_done() >> 20,
                now.bytes() >> 20,
                left(now)));
  }

  /** Of both phases, from what has been seen of them. */
  private String left(VaultReply.Rotation now) {
    double all = 2 * cost(now.files(), now.bytes());
    double behind =
        cost(now.files_done(), now.bytes_done()) + (now.phase().equals("verifying") ? all / 2 : 0);
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

  private static double cost(long files, long bytes) {
    return bytes + (double) FILE_COST_BYTES * files;
  }

  private static void pause() {
    try {
      Thread.sleep(ASK_EVERY);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new RequestFailed(ErrorCode.FAILED, "interrupted; the rotation goes on");
    }
  }
}
