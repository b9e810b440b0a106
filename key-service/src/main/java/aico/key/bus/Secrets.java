package aico.key.bus;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.PasswordFile;
import aico.bus.crypto.SecretBytes;

/** The shapes that secrets in sealed frames may have; what is refused stays the caller's. */
final class Secrets {
  private Secrets() {}

  /** The secret itself when it may be a password. */
  static SecretBytes requirePassword(String field, SecretBytes secret) {
    if (PasswordFile.isPassword(secret)) {
      return secret;
    }
    throw refused(
        field,
        "not a password (expected: 1 to %d bytes of UTF-8)".formatted(PasswordFile.MAX_SIZE_BYTES));
  }

  /** The secret itself when it may be a kit's text. */
  static SecretBytes requireKit(SecretBytes secret) {
    if (secret.sizeBytes() > 0 && secret.sizeBytes() <= KeyRequest.KIT_MAX_SIZE_BYTES) {
      return secret;
    }
    throw refused(
        Refusals.KIT,
        "%d bytes (expected: 1 to %d)"
            .formatted(secret.sizeBytes(), KeyRequest.KIT_MAX_SIZE_BYTES));
  }

  private static RequestFailed refused(String field, String message) {
    return new RequestFailed(ErrorCode.USAGE, field + ": " + message, field, null, 0);
  }
}
