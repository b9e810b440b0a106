package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.Instant;

/** What became of a change to the ways to a user's keys, or of a test of one. */
public sealed interface SlotOutcome
    permits SlotOutcome.PasswordChanged,
        SlotOutcome.Tested,
        SlotOutcome.Renewed,
        SlotOutcome.ChangedMeanwhile,
        ProofRefused {
  /** The new password opens the keys, the old one nothing. */
  record PasswordChanged() implements SlotOutcome {}

  /** The kit of that slot opens the keys; nothing was changed. */
  record Tested(String slotId, Instant at) implements SlotOutcome {}

  /**
   * The new kit opens the keys, the old one nothing.
   *
   * @param kit the text of the new kit, for the receiver to close; there is no second copy
   */
  record Renewed(String slotId, SecretBytes kit) implements SlotOutcome {}

  /** The slot that the proof opened was replaced while this was under way; nothing was changed. */
  record ChangedMeanwhile() implements SlotOutcome {}
}
