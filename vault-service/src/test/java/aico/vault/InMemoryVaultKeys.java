package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.util.Map;
import java.util.Optional;
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
    return fetch(user, vaultId, 1);
  }

  @Override
  public Answer rotate(String user, String vaultId, int epoch) {
    if (!silent && !locked) {
      keys.computeIfAbsent(name(vaultId, epoch), id -> SecretBytes.random(32));
    }
    return fetch(user, vaultId, epoch);
  }

  @Override
  public Optional<String> retireBefore(String user, String vaultId, int epoch) {
    if (silent) {
      return Optional.of("key-service does not answer");
    }
    for (int old = 1; old < epoch; old++) {
      keys.remove(name(vaultId, old));
    }
    return Optional.empty();
  }

  /** Whether there is a key of that epoch. */
  public boolean has(String vaultId, int epoch) {
    return keys.containsKey(name(vaultId, epoch));
  }

  private static String name(String vaultId, int epoch) {
    return epoch == 1 ? vaultId : vaultId + "/" + epoch;
  }

  @Override
  public Answer fetch(String user, String vaultId, int epoch) {
    if (silent) {
      return new Answer.Unreachable("key-service does not answer");
    }
    if (locked) {
      return new Answer.Locked();
    }
    SecretBytes key = keys.get(name(vaultId, epoch));
    return key == null ? new Answer.Denied("no such vault") : new Answer.Key(key.copy());
  }
}
