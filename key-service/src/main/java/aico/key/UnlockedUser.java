package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.HashMap;
import java.util.Map;

/** A user's keys while they are unlocked. Closing zeroes all of them. */
final class UnlockedUser implements AutoCloseable {
  private final String unlockId;
  private final SecretBytes master;
  private final PasswordDerivation derivation;
  private final Map<Integer, SecretBytes> wrappingKeys = new HashMap<>();

  /** The keys were closed before the use was over. */
  static final class LockedMeanwhile extends KeyException {
    LockedMeanwhile(Throwable cause) {
      super("keys: locked meanwhile", cause);
    }
  }

  /** Takes over {@code master}. */
  UnlockedUser(String unlockId, SecretBytes master, PasswordDerivation derivation) {
    this.unlockId = unlockId;
    this.master = master;
    this.derivation = derivation;
  }

  String unlockId() {
    return unlockId;
  }

  /** A copy of the key that wraps vault keys, for the caller to close. */
  synchronized SecretBytes wrappingKey(KeyFile.WrappingEpoch epoch) {
    try {
      SecretBytes known = wrappingKeys.get(epoch.epoch());
      if (known == null) {
        known = derivation.derive(KeyFile.WrappingEpoch.CONTEXT, master, epoch.salt());
        wrappingKeys.put(epoch.epoch(), known);
      }
      return known.copy();
    } catch (IllegalStateException closed) {
      throw new LockedMeanwhile(closed);
    }
  }

  /** HKDF-SHA-512 of the master key, for the caller to close. */
  synchronized SecretBytes derive(String salt, String info) {
    try {
      return InstallationKey.hkdf(master, salt, info);
    } catch (IllegalStateException closed) {
      throw new LockedMeanwhile(closed);
    }
  }

  /** The master key under another key. */
  synchronized Wrapped wrappedUnder(SecretBytes wrappingKey) {
    try {
      return Wrapped.of(wrappingKey, master);
    } catch (IllegalStateException closed) {
      throw new LockedMeanwhile(closed);
    }
  }

  /** The master key as only the holder of the box can open it. */
  synchronized String sealedTo(KeyFile.Box box) {
    try {
      return Boxes.seal(box, master);
    } catch (IllegalStateException closed) {
      throw new LockedMeanwhile(closed);
    }
  }

  @Override
  public void close() {
    // Without the monitor, which a derivation may hold: it then ends, or is refused.
    master.close();
    synchronized (this) {
      wrappingKeys.values().forEach(SecretBytes::close);
      wrappingKeys.clear();
    }
  }
}
