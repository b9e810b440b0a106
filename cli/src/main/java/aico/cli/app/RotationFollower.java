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
  private final SuiteBus bus;
  private final Progress progress;
  private final CopyTeller teller;

  RotationFollower(SuiteBus bus, Progress progress) {
    this.bus = bus;
    this.progress = progress;
    teller = new CopyTeller(progress);
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
    if (now.files() > 0 && !now.phase().equals("switching")) {
      teller.tell(
          new CopyTeller.Step(
              now.phase(), now.files(), now.files_done(), now.bytes(), now.bytes_done()));
    }
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
