package aico.key;

/**
 * What the trail keeps a user's names unreadable with: they are sealed to an X25519 pair, and stand
 * in the clear as pseudonyms.
 *
 * @param id random, names the pair in events
 * @param publicKey 32 bytes as hex
 * @param salt of the key that wraps the secret part, HKDF-SHA-512 of the user's master key
 * @param wrapped the secret part
 * @param pseudonyms the key that pseudonyms come from
 */
public record Subject(
    String id, String publicKey, String salt, Wrapped wrapped, PseudonymWrap pseudonyms) {

  /**
   * The key of pseudonyms, under HKDF-SHA-512 of the installation key: events are written while
   * everybody is locked.
   */
  public record PseudonymWrap(String salt, Wrapped wrapped) {}
}
