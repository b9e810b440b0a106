package aico.bus.crypto;

/** A secret is not two that were joined. */
public final class MalformedPairException extends CryptoException {
  MalformedPairException(int sizeBytes) {
    super("pair of secrets: %d bytes, which do not hold two".formatted(sizeBytes));
  }
}
