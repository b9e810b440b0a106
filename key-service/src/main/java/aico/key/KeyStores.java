package aico.key;

/** Every store that this build knows. */
public interface KeyStores {
  /**
   * The store of that name, whether it can be used or not.
   *
   * @throws KeyException when there is none of that name
   */
  KeyStore named(String name);
}
