package aico.key;

import aico.bus.crypto.SecretBytes;

/** Where keys, salts and identifiers come from. */
public interface Randomness {
  /** A secret of that many random bytes. */
  SecretBytes secret(int sizeBytes);

  /** 16 random bytes as 32 lower-case hex digits; not a secret. */
  String id();
}
