package aico.bus.crypto;

/** A wrapped key did not open: another wrapping key made it, or it was cut short or altered. */
public final class UnwrapException extends CryptoException {
  UnwrapException(String message) {
    super(message);
  }
}
