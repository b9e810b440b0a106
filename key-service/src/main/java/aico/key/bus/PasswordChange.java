package aico.key.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.MalformedPairException;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import aico.key.Proof;

/** The two secrets of a change of password, out of one sealed frame. */
record PasswordChange(SecretPair secrets, Proof proof) implements AutoCloseable {

  /**
   * Takes over {@code joined}.
   *
   * @param slot what the proof opens: {@code password} or {@code recovery}
   * @throws RequestFailed {@code usage} when one of them cannot be what it should be
   */
  static PasswordChange of(String slot, SecretBytes joined) {
    return of(slot, split(joined), false);
  }

  /** The same, where the new password may be empty: the old one, which is the proof, is kept. */
  static PasswordChange orKept(String slot, SecretBytes joined) {
    return of(slot, split(joined), slot.equals("password"));
  }

  private static PasswordChange of(String slot, SecretPair secrets, boolean mayBeKept) {
    boolean right = false;
    try {
      Proof proof =
          slot.equals("password")
              ? new Proof.Password(Secrets.requirePassword("password", secrets.first()))
              : new Proof.Kit(Secrets.requireKit(secrets.first()));
      if (!mayBeKept || secrets.second().sizeBytes() > 0) {
        Secrets.requirePassword("new_password", secrets.second());
      }
      right = true;
      return new PasswordChange(secrets, proof);
    } finally {
      if (!right) {
        secrets.close();
      }
    }
  }

  private static SecretPair split(SecretBytes joined) {
    try (joined) {
      return SecretPair.split(joined);
    } catch (MalformedPairException notTwo) {
      throw new RequestFailed(
          ErrorCode.USAGE, "sealed: not a proof and a new password", "sealed", null, 0);
    }
  }

  /** Whether there is no new password. */
  boolean isKept() {
    return secrets.second().sizeBytes() == 0;
  }

  SecretBytes fresh() {
    return secrets.second();
  }

  @Override
  public void close() {
    secrets.close();
  }
}
