package aico.bus.crypto;

/** A source held more bytes than a secret of its kind may have. */
public final class SecretTooLongException extends CryptoException {
  SecretTooLongException(String source, int maxBytes) {
    super("%s: too long (expected: <= %d bytes)".formatted(source, maxBytes));
  }
}
