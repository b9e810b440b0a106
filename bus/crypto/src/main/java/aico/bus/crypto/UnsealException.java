package aico.bus.crypto;

/** A sealed box did not open: it was made for another key or context, cut short, or altered. */
public final class UnsealException extends CryptoException {
  UnsealException(String message) {
    super(message);
  }
}
