package aico.key;

/** The fake keeps the contract, too. */
class InMemoryKeyStoreTest extends KeyStoreContract {
  private final InMemoryKeyStore store = new InMemoryKeyStore();

  @Override
  protected KeyStore store() {
    return store;
  }
}
