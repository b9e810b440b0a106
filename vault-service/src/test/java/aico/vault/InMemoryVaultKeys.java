package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for key-service: random keys by vault id. */
public final class InMemoryVaultKeys implements VaultKeys {
  private final Map<String, SecretBytes> keys = new ConcurrentHashMap<>();
  private volatile boolean locked;
  private volatile boolean silent;

  public void lock(boolean nowLocked) {
    locked = nowLocked;
  }

  public void silence(boolean nowSilent) {
    silent = nowSilent;
  }

  /** Gives a vault another key. */
  public void replace(String vaultId) {
    keys.put(vaultId, SecretBytes.random(32));
  }

  /** Gives a vault a key that was fetched before. */
  public void put(String vaultId, Answer answer) {
    if (answer instanceof Answer.Key(SecretBytes bytes)) {
      keys.put(vaultId, bytes);
    }
  }

  @Override
  public Answer create(String user, String vaultId) {
    keys.computeIfAbsent(vaultId, id -> SecretBytes.random(32));
    return fetch(user, vaultId);
  }

  @Override
  public Answer fetch(String user, String vaultId) {
    if (silent) {
      return new Answer.Unreachable("key-service does not answer");
    }
    if (locked) {
      return new Answer.Locked();
    }
    SecretBytes key = keys.get(vaultId);
    return key == null ? new Answer.Denied("no such vault") : new Answer.Key(key.copy());
  }
}
