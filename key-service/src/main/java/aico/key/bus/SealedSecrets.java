package aico.key.bus;

import aico.bus.connector.Ask;
import aico.bus.connector.OneTimeKeys;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.SecretBytes;
import aico.key.Proof;
import java.util.function.UnaryOperator;

/** Opens the sealed frames of requests; what comes out is the caller's to close. */
final class SealedSecrets {
  private static final String PASSWORD = "password";

  private final OneTimeKeys oneTimeKeys;

  SealedSecrets(OneTimeKeys oneTimeKeys) {
    this.oneTimeKeys = oneTimeKeys;
  }

  /** What the sealed frame holds, whatever it is. */
  SecretBytes opened(Ask ask, String keyId) {
    byte[] sealed = ask.sealed();
    if (sealed == null) {
      throw new RequestFailed(ErrorCode.USAGE, "sealed: missing", "sealed", null, 0);
    }
    return oneTimeKeys.open(keyId, ask.caller().principal(), sealed);
  }

  SecretBytes password(Ask ask, String keyId) {
    return checked(opened(ask, keyId), secret -> Secrets.requirePassword(PASSWORD, secret));
  }

  SecretBytes kit(Ask ask, String keyId) {
    return checked(opened(ask, keyId), Secrets::requireKit);
  }

  /** What is shown as proof; {@code slot} is {@code password} or {@code recovery}. */
  SecretBytes proof(Ask ask, String keyId, String slot) {
    return slot.equals(PASSWORD) ? password(ask, keyId) : kit(ask, keyId);
  }

  /** The same as a proof, which stays the caller's to close. */
  static Proof proof(String slot, SecretBytes secret) {
    return slot.equals(PASSWORD) ? new Proof.Password(secret) : new Proof.Kit(secret);
  }

  private static SecretBytes checked(SecretBytes secret, UnaryOperator<SecretBytes> shape) {
    try {
      return shape.apply(secret);
    } catch (RequestFailed refused) {
      secret.close();
      throw refused;
    }
  }
}
