package aico.bus.connector;

/**
 * A public key to seal one secret to.
 *
 * @param keyId 32 hex digits
 * @param publicKey 64 hex digits
 */
public record OneTimeKey(String keyId, String publicKey) {}
