package aico.key;

/**
 * Which key this installation has, and where.
 *
 * @param keyId 32 hex digits
 * @param storage the {@link KeyStore#name}
 */
public record KeyPlace(String keyId, String storage) {}
