package aico.key;

import aico.bus.crypto.SecretBytes;

/** What became of a request for a vault's key. */
public sealed interface HandOut {
  /** The key, for the receiver to close. */
  record Key(SecretBytes key, int epoch) implements HandOut {}

  /** The user's keys are locked. */
  record Locked() implements HandOut {}

  /** There is no key of that vault. */
  record UnknownVault() implements HandOut {}

  /** The user has as many vaults as a key file holds. */
  record TooManyVaults(int limit) implements HandOut {}
}
