package aico.audit.crypto;

import aico.audit.EpochKey;
import aico.audit.EpochKeys;
import aico.bus.crypto.SecretBytes;

/** Keys of epochs, sealed as the log's own under the same service key, each bound to its name. */
public final class SealedEpochKeys implements EpochKeys {
  private final SecretBytes serviceKey;

  /** Lends {@code serviceKey}, which stays the caller's. */
  public SealedEpochKeys(SecretBytes serviceKey) {
    this.serviceKey = serviceKey;
  }

  @Override
  public EpochKey make(String name) {
    SigningKey key = SigningKey.generate(name);
    return new EpochKey(key, key.seal(serviceKey), key::close);
  }

  @Override
  public EpochKey open(String name, byte[] sealed) {
    SigningKey key = SigningKey.open(name, serviceKey, sealed);
    return new EpochKey(key, sealed, key::close);
  }
}
