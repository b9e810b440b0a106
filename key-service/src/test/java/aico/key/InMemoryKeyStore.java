package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A key storage that can lose its keys. */
public final class InMemoryKeyStore implements KeyStore {
  private final Map<String, SecretBytes> kept = new HashMap<>();

  public void lose() {
    kept.clear();
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Facts facts() {
    return new Facts(true, true, true, false);
  }

  @Override
  public Optional<String> fault() {
    return Optional.empty();
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    return Optional.ofNullable(kept.get(keyId)).map(SecretBytes::copy);
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    if (kept.putIfAbsent(keyId, key.copy()) != null) {
      throw new KeyException("memory: exists (a key is never overwritten)");
    }
  }

  @Override
  public void remove(String keyId) {
    kept.remove(keyId);
  }
}
