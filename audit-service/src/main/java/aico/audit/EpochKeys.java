package aico.audit;

/** Makes and opens the secret keys of epochs, while key-service lends the key that seals them. */
public interface EpochKeys {
  /** A new random key of that name. */
  EpochKey make(String name);

  /**
   * The key of that name.
   *
   * @throws AuditException when it was sealed under another key or name, or altered
   */
  EpochKey open(String name, byte[] sealed);
}
