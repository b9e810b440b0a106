package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key storage that can lose its key. */
public final class InMemoryKeyStore implements KeyStore {
  private @Nullable SecretBytes kept;

  public void lose() {
    kept = null;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Optional<SecretBytes> read() {
    return Optional.ofNullable(kept).map(SecretBytes::copy);
  }

  @Override
  public void keep(SecretBytes key) {
    kept = key.copy();
  }
}
