package aico.key;

import static aico.key.Keyring.about;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * Tries proofs on users' slots. Every password is charged to the user's {@link Throttle} before it
 * is tried, and every proof that failed is recorded. A kit holds 256 random bits, which nobody
 * guesses, and costs nothing to try: the right one is never made to wait, so that no flood of wrong
 * proofs keeps its owner out; a wrong one is charged like a wrong password.
 */
final class Attempts {
  private final Slots slots;
  private final Throttle throttle;
  private final RecoveryKit recoveryKit;
  private final Journal journal;

  Attempts(Slots slots, Throttle throttle, RecoveryKit recoveryKit, Journal journal) {
    this.slots = slots;
    this.throttle = throttle;
    this.recoveryKit = recoveryKit;
    this.journal = journal;
  }

  /** What became of one. */
  sealed interface Attempt {
    /** The proof opened that slot; the master key is for the receiver to close. */
    record Opened(SecretBytes master, KeyFile.Slot slot) implements Attempt {}

    record Refused(ProofRefused reason) implements Attempt {}
  }

  /**
   * Tries the proof on the slot it is for.
   *
   * @throws DerivationRefused when there is no memory for it; that is not held against the user
   */
  Attempt open(Asker asker, KeyFile file, Proof proof) {
    Attempt attempt =
        switch (proof) {
          case Proof.Password(SecretBytes secret) -> tryPassword(asker, file, secret);
          case Proof.Kit(SecretBytes text) -> tryKit(asker, file, text);
        };
    if (attempt instanceof Attempt.Opened opened) {
      succeeded(asker, file.user(), opened);
    }
    return attempt;
  }

  private void succeeded(Asker asker, String user, Attempt.Opened opened) {
    try {
      throttle.succeeded(user);
      long refused = throttle.takeRefused(user);
      if (refused > 0) {
        journal.record(failure(asker, user, "made to wait", refused));
      }
    } catch (RuntimeException failed) {
      opened.master().close();
      throw failed;
    }
  }

  private Attempt tryPassword(Asker asker, KeyFile file, SecretBytes password) {
    String user = file.user();
    OptionalLong wait = throttle.begin(user);
    if (wait.isPresent()) {
      return new Attempt.Refused(new ProofRefused.Throttled(wait.getAsLong()));
    }
    Optional<Attempt> opened;
    try {
      opened = file.passwordSlot().flatMap(slot -> opened(slot, password));
    } catch (DerivationRefused notTried) {
      throttle.withdraw(user);
      throw notTried;
    }
    return opened.orElseGet(() ->
        new Attempt.Refused(new ProofRefused.WrongPassword(failed(asker, user, "wrong password"))));
  }

  private Attempt tryKit(Asker asker, KeyFile file, SecretBytes text) {
    return switch (recoveryKit.read(text)) {
      case RecoveryKit.Reading.Mistyped(String fault) ->
          charged(
              asker,
              file.user(),
              "mistyped recovery kit",
              waitS -> new ProofRefused.MistypedKit(fault, waitS));
      case RecoveryKit.Reading.Secret(SecretBytes secret) ->
          tryKit(asker, file, file.recoverySlot(), secret);
      case RecoveryKit.Reading.SharedSecret(SecretBytes secret) ->
          tryKit(asker, file, file.slot(KeyFile.SharesSlot.class), secret);
    };
  }

  /** Closes {@code secret}. */
  private Attempt tryKit(
      Asker asker, KeyFile file, Optional<? extends KeyFile.SecretSlot> slot, SecretBytes secret) {
    try (secret) {
      return slot.flatMap(there -> opened(there, secret))
          .orElseGet(() ->
              charged(
                  asker,
                  file.user(),
                  "wrong recovery kit",
                  waitS ->
                      new ProofRefused.WrongKit(slot.map(KeyFile.Slot::id).orElse(""), waitS)));
    }
  }

  private Attempt charged(
      Asker asker, String user, String reason, LongFunction<ProofRefused> refusal) {
    OptionalLong wait = throttle.begin(user);
    return new Attempt.Refused(
        wait.isPresent()
            ? new ProofRefused.Throttled(wait.getAsLong())
            : refusal.apply(failed(asker, user, reason)));
  }

  private Optional<Attempt> opened(KeyFile.SecretSlot slot, SecretBytes secret) {
    return slots.open(slot, secret).map(master -> new Attempt.Opened(master, slot));
  }

  /** Seconds until the next attempt is let through. */
  private long failed(Asker asker, String user, String reason) {
    long waitS = throttle.failed(user);
    try {
      journal.record(failure(asker, user, reason, throttle.takeRefused(user)));
    } catch (NotRecorded full) {
      throw new NotRecorded(reason + "; " + full.getMessage(), full);
    }
    return waitS;
  }

  /** However often somebody hammers, one attempt a minute gets so far: it tells of the others. */
  private static AuditEvent failure(Asker asker, String user, String reason, long refused) {
    AuditEvent event =
        about(EventCode.AUTH_LOGIN_FAILED, asker, user).failed().with("reason", reason);
    return refused == 0 ? event : event.with("throttled", Long.toString(refused));
  }

  /** There is nothing to try it on, and nobody to hold it against. */
  ProofRefused noSuchUser(Asker asker, Proof proof) {
    journal.record(
        about(EventCode.AUTH_LOGIN_FAILED, asker, null).failed().with("reason", "no such user"));
    return switch (proof) {
      case Proof.Password password -> new ProofRefused.WrongPassword(0);
      case Proof.Kit kit -> new ProofRefused.WrongKit("", 0);
    };
  }
}
