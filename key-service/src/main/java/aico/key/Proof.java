package aico.key;

import aico.bus.crypto.SecretBytes;

/** What somebody shows for it that a user's keys are theirs; whoever made the secret closes it. */
public sealed interface Proof {
  /**
   * The master password, which opens the password slot.
   *
   * @param secret 1 to 1024 bytes of UTF-8
   */
  record Password(SecretBytes secret) implements Proof {}

  /**
   * The recovery kit, which opens the recovery slot, or two recovery shares, which open theirs.
   *
   * @param text of the kit or the shares, or their words alone, as a person gave them
   */
  record Kit(SecretBytes text) implements Proof {}
}
