package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of a change to the ways to a user's keys, or of a test of one. */
public sealed interface SlotOutcome
    permits SlotOutcome.PasswordChanged,
        SlotOutcome.Tested,
        SlotOutcome.Renewed,
        SlotOutcome.Added,
        SlotOutcome.Removed,
        SlotOutcome.MasterRotated,
        SlotOutcome.SubjectForgotten,
        SlotOutcome.Impossible,
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

  /**
   * The new slot opens the keys; one of the same kind opens nothing any more.
   *
   * @param texts what a person has to keep for it, for the receiver to close; there is no second
   *     copy
   */
  record Added(String slotId, List<SecretBytes> texts) implements SlotOutcome {
    public Added {
      texts = List.copyOf(texts);
    }
  }

  /** The slot opens nothing any more. */
  record Removed() implements SlotOutcome {}

  /**
   * There is a new master key.
   *
   * @param slotId of the new kit
   * @param kit its text, for the receiver to close; there is no second copy
   * @param vaults how many vault keys were wrapped anew
   * @param ended what opened the old master key
   * @param householdLeft why the household has no new master key though it was to have one
   */
  record MasterRotated(
      String slotId,
      SecretBytes kit,
      int vaults,
      List<KeyFile.Slot> ended,
      Optional<String> householdLeft)
      implements SlotOutcome {
    public MasterRotated {
      ended = List.copyOf(ended);
    }

    MasterRotated without(Optional<String> household) {
      return new MasterRotated(slotId, kit, vaults, ended, household);
    }
  }

  /** What was sealed to the subject of before opens for nobody. */
  record SubjectForgotten(Optional<String> before, String subject) implements SlotOutcome {}

  /**
   * It cannot be done, whoever asks; nothing was changed.
   *
   * @param field what is wrong with the request
   */
  record Impossible(String field, String why) implements SlotOutcome {}

  /** The slot that the proof opened was replaced while this was under way; nothing was changed. */
  record ChangedMeanwhile() implements SlotOutcome {}
}
