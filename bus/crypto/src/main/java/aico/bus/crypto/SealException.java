package aico.bus.crypto;

/** Nothing may be sealed to this public key: it is a point of low order, which anyone can open. */
public final class SealException extends CryptoException {
  SealException(String message) {
    super(message);
  }
}
