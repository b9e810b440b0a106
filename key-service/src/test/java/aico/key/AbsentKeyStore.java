package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/** A key storage whose hardware died, or whose session nobody is logged in to. */
public record AbsentKeyStore(String reason) implements KeyStore {
  @Override
  public String name() {
    return "absent";
  }

  @Override
  public Facts facts() {
    return new Facts(true, true, true, true);
  }

  @Override
  public Optional<String> fault() {
    return Optional.of(reason);
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    throw new KeyException(reason);
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    throw new KeyException(reason);
  }

  @Override
  public void remove(String keyId) {
    throw new KeyException(reason);
  }
}
