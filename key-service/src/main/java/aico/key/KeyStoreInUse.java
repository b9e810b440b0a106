package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/** The store that the record names now, also after the key was moved. */
public final class KeyStoreInUse implements KeyStore {
  private final InstallationRecord record;
  private final KeyStores stores;

  public KeyStoreInUse(InstallationRecord record, KeyStores stores) {
    this.record = record;
    this.stores = stores;
  }

  private KeyStore store() {
    return stores.named(record.now().keyStorage());
  }

  @Override
  public String name() {
    return store().name();
  }

  @Override
  public Facts facts() {
    return store().facts();
  }

  @Override
  public Optional<String> fault() {
    return store().fault();
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    return store().read(keyId);
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    store().keep(keyId, key);
  }

  @Override
  public void remove(String keyId) {
    store().remove(keyId);
  }

  @Override
  public boolean isReadOnly() {
    return store().isReadOnly();
  }

  @Override
  public void nameById(String keyId) {
    store().nameById(keyId);
  }
}
