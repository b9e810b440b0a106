package aico.key;

import aico.bus.crypto.SecretBytes;
import java.time.LocalDate;

/** A kit that is the secret itself: what is tested here is not its words. */
public final class InsecurePlainKit implements RecoveryKit {
  @Override
  public SecretBytes text(SecretBytes secret, String user, String slotId, LocalDate date) {
    return secret.copy();
  }

  @Override
  public Reading read(SecretBytes text) {
    return text.sizeBytes() == Wrapped.KEY_SIZE_BYTES
        ? new Reading.Secret(text.copy())
        : new Reading.Mistyped("words: wrong");
  }
}
