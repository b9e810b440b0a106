package aico.key;

import aico.bus.crypto.SecretBytes;

/** What became of an attempt to open a user's keys. */
public sealed interface UnlockOutcome
    permits UnlockOutcome.Unlocked,
        UnlockOutcome.Created,
        UnlockOutcome.UserExists,
        UnlockOutcome.LockedMeanwhile,
        ProofRefused {
  /** Open; {@code attestation} is the proof of it. */
  record Unlocked(String unlockId, String attestation) implements UnlockOutcome {}

  /**
   * The user was made and is open.
   *
   * @param kit the text of the recovery kit, for the receiver to close; there is no second copy
   */
  record Created(String unlockId, String attestation, SecretBytes kit) implements UnlockOutcome {}

  /** A first launch where there is a user already. */
  record UserExists() implements UnlockOutcome {}

  /** Somebody locked while the derivation ran: the lock wins. */
  record LockedMeanwhile() implements UnlockOutcome {}
}
