package aico.key;

import aico.bus.crypto.SecretBytes;

/** Derives keys at a cost in memory. */
public interface PasswordDerivation {
  int KEY_SIZE_BYTES = 32;

  /**
   * Argon2id, 32 bytes.
   *
   * @param secret what is derived from; read, not closed
   * @param salt lower-case hex digits, used as text: the digits themselves are the salt
   * @throws DerivationRefused when this machine cannot do it now
   */
  SecretBytes derive(Argon2Context context, SecretBytes secret, String salt);
}
