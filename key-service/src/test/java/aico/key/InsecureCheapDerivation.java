package aico.key;

import aico.bus.crypto.SecretBytes;

/** HKDF in place of Argon2id: what is tested here is not its cost. */
public final class InsecureCheapDerivation implements PasswordDerivation {
  private int calls;
  private Runnable meanwhile = () -> {};
  private boolean outOfMemory;

  /** Runs in the middle of every derivation. */
  public void meanwhile(Runnable action) {
    meanwhile = action;
  }

  public void outOfMemory(boolean value) {
    outOfMemory = value;
  }

  public int calls() {
    return calls;
  }

  @Override
  public SecretBytes derive(Argon2Context context, SecretBytes secret, String salt) {
    calls++;
    if (outOfMemory) {
      throw DerivationRefused.memory(1, context.memoryKib());
    }
    SecretBytes key = InstallationKey.hkdf(secret, salt, context.name());
    meanwhile.run();
    return key;
  }
}
