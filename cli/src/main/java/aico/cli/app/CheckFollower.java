package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.cli.Progress;
import aico.cli.bus.SuiteBus;
import java.time.Duration;

/** Tells how far a vault's check is, until it has ended. */
final class CheckFollower {
  private static final Duration ASK_EVERY = Duration.ofMillis(100);
  private static final Duration TELL_EVERY = Duration.ofSeconds(2);

  private final SuiteBus bus;
  private final Progress progress;
  private long toldNs = System.nanoTime();

  CheckFollower(SuiteBus bus, Progress progress) {
    this.bus = bus;
    this.progress = progress;
  }

  /** The last answer; throws what the check failed with. */
  VaultReply.Check untilEnd(VaultReply.Check begun) {
    VaultReply.Check now = begun;
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
                "vault %s: vault-service was restarted meanwhile".formatted(begun.name()));
        default -> tell(now);
      }
      pause();
      now = bus.ask(new VaultRequest.CheckOf(begun.name()), SuiteBus.QUICK);
    }
  }

  private void tell(VaultReply.Check now) {
    if (now.files() == 0 || System.nanoTime() - toldNs < TELL_EVERY.toNanos()) {
      return;
    }
    toldNs = System.nanoTime();
    progress.say(
        "reading: %,d of %,d files, %,d of %,d MiB"
            .formatted(now.files_done(), now.files(), now.bytes_done() >> 20, now.bytes() >> 20));
  }

  private static void pause() {
    try {
      Thread.sleep(ASK_EVERY);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new RequestFailed(ErrorCode.FAILED, "interrupted");
    }
  }
}
