package aico.key;

import aico.bus.crypto.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.time.LocalDate;
import java.util.List;

/**
 * A kit that is the secret itself, and shares that are the secret behind their number, of which two
 * stand one behind the other: what is tested here is neither words nor the sharing.
 */
public final class InsecurePlainKit implements RecoveryKit, RecoveryShares {
  private static final int SHARE_SIZE_BYTES = 1 + Wrapped.KEY_SIZE_BYTES;

  @Override
  public SecretBytes text(SecretBytes secret, String user, String slotId, LocalDate date) {
    return secret.copy();
  }

  @Override
  public List<SecretBytes> texts(SecretBytes secret, String user, String slotId, LocalDate date) {
    return List.of(share(1, secret), share(2, secret), share(3, secret));
  }

  private static SecretBytes share(int number, SecretBytes secret) {
    SecretBytes share = SecretBytes.allocate(SHARE_SIZE_BYTES);
    share.segment().set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) number);
    MemorySegment.copy(secret.segment(), 0, share.segment(), 1, secret.sizeBytes());
    return share;
  }

  @Override
  public Reading read(SecretBytes text) {
    if (text.sizeBytes() == 2 * SHARE_SIZE_BYTES) {
      return new Reading.SharedSecret(
          SecretBytes.copyOf(text.segment().asSlice(1, Wrapped.KEY_SIZE_BYTES)));
    }
    return text.sizeBytes() == Wrapped.KEY_SIZE_BYTES
        ? new Reading.Secret(text.copy())
        : new Reading.Mistyped("words: wrong");
  }
}
