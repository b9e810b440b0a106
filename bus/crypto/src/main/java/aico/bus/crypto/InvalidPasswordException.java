package aico.bus.crypto;

/** A source holds something that cannot be a password. */
public final class InvalidPasswordException extends CryptoException {
  InvalidPasswordException(String source, String fault) {
    super("%s: %s (expected: 1 to 1024 bytes of UTF-8)".formatted(source, fault));
  }
}
