package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for key-service: random keys by vault id. */
public final class InMemoryVaultKeys implements VaultKeys {
  private final Map<String, SecretBytes> keys = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> holders = new ConcurrentHashMap<>();
  private final Set<String> lockedUsers = ConcurrentHashMap.newKeySet();

  /** Through whose keys keys were fetched, in order. */
  public final List<String> fetchedFor = new CopyOnWriteArrayList<>();

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

  @Override
  public Optional<Answer> share(String user, String vaultId, String member) {
    return unlessGone()
        .or(() -> {
          holders.computeIfAbsent(vaultId, id -> ConcurrentHashMap.newKeySet()).add(member);
          return Optional.empty();
        });
  }

  @Override
  public Optional<Answer> unshare(String vaultId, String member) {
    return unlessGone()
        .or(() -> {
          holders.getOrDefault(vaultId, Set.of()).remove(member);
          return Optional.empty();
        });
  }

  private Optional<Answer> unlessGone() {
    if (silent) {
      return Optional.of(new Answer.Unreachable("key-service does not answer"));
    }
    return locked ? Optional.of(new Answer.Locked()) : Optional.empty();
  }

  /** Whether that user was given the vault's key. */
  public boolean isSharedWith(String vaultId, String user) {
    return holders.getOrDefault(vaultId, Set.of()).contains(user);
  }

  /** Locks one user. */
  public void lock(String user, boolean nowLocked) {
    if (nowLocked) {
      lockedUsers.add(user);
    } else {
      lockedUsers.remove(user);
    }
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
    if (locked || lockedUsers.contains(user)) {
      return new Answer.Locked();
    }
    fetchedFor.add(user);
    SecretBytes key = keys.get(name(vaultId, epoch));
    return key == null ? new Answer.Denied("no such vault") : new Answer.Key(key.copy());
  }
}
