package aico.vault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notices when a mounted vault has not been used for as long as its owner chose. What counts as use
 * is told at {@link Gocryptfs.Use}; looked at once a second, so that an open and close between two
 * looks is seen by the requests that it took.
 */
final class IdleLock {
  private final Gocryptfs gocryptfs;
  private final Clocks clocks;
  private final Notices notices;
  private final Places places;
  private final Map<VaultName, Seen> lastUses = new ConcurrentHashMap<>();

  private record Seen(long mountNumber, long requests, long sinceNs) {}

  IdleLock(Gocryptfs gocryptfs, Clocks clocks, Notices notices, Places places) {
    this.gocryptfs = gocryptfs;
    this.clocks = clocks;
    this.notices = notices;
    this.places = places;
  }

  /** Looks at a mounted vault: whether it is to be locked. Within its turn. */
  boolean isDue(Vault vault) {
    VaultEntry entry = vault.entry();
    Duration limit = entry.settings().idleLock();
    if (limit.isZero()) {
      lastUses.remove(entry.name());
      return false;
    }
    Optional<Gocryptfs.Use> use =
        gocryptfs.use(entry.layout().ciphertext(), places.mountPoint(entry));
    Seen last = lastUses.get(entry.name());
    if (last != null && last.mountNumber() != vault.mountNumber()) {
      last = null;
    }
    if (use.isEmpty()) {
      if (last == null) {
        notices.warn(
            "vault %s: its use cannot be seen, so it is not locked when idle"
                .formatted(entry.name()));
      }
      used(vault, -1);
      return false;
    }
    long requests = use.get().requests();
    if (last == null || use.get().openFiles() > 0 || requests != last.requests()) {
      used(vault, requests);
      return false;
    }
    return clocks.monotonicNs() - last.sinceNs() >= limit.toNanos();
  }

  /** It is in use after all, in a way that shows only when it is unmounted. */
  void inUse(Vault vault) {
    Seen last = lastUses.get(vault.entry().name());
    used(vault, last == null ? -1 : last.requests());
  }

  private void used(Vault vault, long requests) {
    lastUses.put(
        vault.entry().name(), new Seen(vault.mountNumber(), requests, clocks.monotonicNs()));
  }
}
