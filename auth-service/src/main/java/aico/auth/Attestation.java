package aico.auth;

/**
 * What key-service's unlock attestation says.
 *
 * @param id single use
 * @param presenter the principal that sent the password, and that alone may present this
 * @param nonce what the presenter sent along with the password
 * @param unlockId of the unlock that is proven
 * @param expiresAtS seconds since 1970
 */
public record Attestation(
    String id, String user, String presenter, String nonce, String unlockId, long expiresAtS) {}
