package aico.key;

/** A {@link Proof} that opened nothing; how often that may happen, {@link Throttle} decides. */
public sealed interface ProofRefused extends UnlockOutcome, SlotOutcome, InstallationOutcome {
  /** The password opens nothing, or there is no such user. */
  record WrongPassword(long retryAfterS) implements ProofRefused {}

  /**
   * The kit is one, but of another key, or an older one of this key.
   *
   * @param expectedSlotId the {@code KEY ID} of the kit that would open it; empty when there is
   *     none
   */
  record WrongKit(String expectedSlotId, long retryAfterS) implements ProofRefused {}

  /**
   * What was given is no kit.
   *
   * @param fault what is wrong with it and where, without any word of it
   */
  record MistypedKit(String fault, long retryAfterS) implements ProofRefused {}

  /** Too many wrong ones before; this one was not tried. */
  record Throttled(long retryAfterS) implements ProofRefused {}
}
