package aico.key.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.PasswordFile;
import aico.bus.crypto.SecretBytes;

/** The shapes that secrets in sealed frames may have. */
final class Secrets {
  private Secrets() {}

  /** The secret itself when it may be a password; else it is closed. */
  static SecretBytes password(SecretBytes secret) {
    if (PasswordFile.isPassword(secret)) {
      return secret;
    }
    throw refused(
        secret,
        "password",
        "not a password (expected: 1 to %d bytes of UTF-8)".formatted(PasswordFile.MAX_SIZE_BYTES));
  }

  /** The secret itself when it may be a kit's text; else it is closed. */
  static SecretBytes kit(SecretBytes secret) {
    if (secret.sizeBytes() > 0 && secret.sizeBytes() <= KeyRequest.KIT_MAX_SIZE_BYTES) {
      return secret;
    }
    throw refused(
        secret,
        Refusals.KIT,
        "%d bytes (expected: 1 to %d)"
            .formatted(secret.sizeBytes(), KeyRequest.KIT_MAX_SIZE_BYTES));
  }

  private static RequestFailed refused(SecretBytes secret, String field, String message) {
    secret.close();
    return new RequestFailed(ErrorCode.USAGE, field + ": " + message, field, null, 0);
  }
}
