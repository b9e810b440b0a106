package aico.key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One user's keys as they rest: parameters, salts and wraps, nothing secret. {@code FORMAT.md} of
 * the storage package has the form on disk.
 *
 * @param generation one more with every write
 * @param slots the ways to the master key
 * @param epochs the ways from the master key to the keys that wrap vault keys, oldest first
 * @param vaults one entry for each vault and epoch
 * @param installationKey the installation key, so that a dead key store loses nothing
 */
public record KeyFile(
    String user,
    long generation,
    Instant created,
    List<Slot> slots,
    List<WrappingEpoch> epochs,
    List<VaultWrap> vaults,
    InstallationWrap installationKey) {
  /** Slots are ways in; more than this is a mistake. */
  public static final int SLOTS_LIMIT = 16;

  /** Each rotation adds one; old ones go when nothing is wrapped under them any more. */
  public static final int EPOCHS_LIMIT = 64;

  /** Keeps the file below 1 MiB. */
  public static final int VAULTS_LIMIT = 1000;

  public KeyFile {
    slots = List.copyOf(slots);
    epochs = List.copyOf(epochs);
    vaults = List.copyOf(vaults);
  }

  /** A way to the master key. */
  public sealed interface Slot {
    /** Random, names the slot in the recovery kit and in the trail. */
    String id();

    Instant created();

    /** The master key, AES-256-KWP, 40 bytes. */
    Wrapped wrapped();

    /** The kind of slot by its name on disk and in the trail. */
    default String kind() {
      return switch (this) {
        case PasswordSlot password -> "password";
        case RecoverySlot recovery -> "recovery";
      };
    }
  }

  /** Opens by Argon2id of the master password. */
  public record PasswordSlot(String id, Instant created, String salt, Wrapped wrapped)
      implements Slot {
    public static final Argon2Context CONTEXT = Argon2Context.MASTER;
  }

  /** Opens by HKDF-SHA-512 of 256 random bits: no derivation at a cost is needed for those. */
  public record RecoverySlot(String id, Instant created, String salt, Wrapped wrapped)
      implements Slot {}

  /** The wrapping key of an epoch is Argon2id of the master key with this salt. */
  public record WrappingEpoch(int epoch, String salt) {
    public static final Argon2Context CONTEXT = Argon2Context.FILE;
  }

  /**
   * A vault's key.
   *
   * @param epoch the vault's own, from 1; rotation adds one
   * @param wrappingEpoch under whose key it is wrapped
   */
  public record VaultWrap(String vaultId, int epoch, int wrappingEpoch, Wrapped wrapped) {}

  /** The installation key under HKDF-SHA-512 of the master key. */
  public record InstallationWrap(String keyId, String salt, Wrapped wrapped) {}

  public Optional<PasswordSlot> passwordSlot() {
    return slots.stream()
        .filter(PasswordSlot.class::isInstance)
        .map(PasswordSlot.class::cast)
        .findFirst();
  }

  public Optional<RecoverySlot> recoverySlot() {
    return slots.stream()
        .filter(RecoverySlot.class::isInstance)
        .map(RecoverySlot.class::cast)
        .findFirst();
  }

  /** The newest epoch's wrap of that vault. */
  public Optional<VaultWrap> vault(String vaultId) {
    return vaults.stream()
        .filter(vault -> vault.vaultId().equals(vaultId))
        .max((a, b) -> Integer.compare(a.epoch(), b.epoch()));
  }

  /** The wrap of that vault's key of that epoch. */
  public Optional<VaultWrap> vault(String vaultId, int epoch) {
    return vaults.stream()
        .filter(vault -> vault.vaultId().equals(vaultId) && vault.epoch() == epoch)
        .findFirst();
  }

  public WrappingEpoch epoch(int number) {
    return epochs.stream()
        .filter(epoch -> epoch.epoch() == number)
        .findFirst()
        .orElseThrow(() -> new KeyException("wrapping epoch: " + number + " (expected: a known)"));
  }

  public WrappingEpoch newestEpoch() {
    return epochs.getLast();
  }

  /** The next generation, with one vault more. */
  KeyFile with(VaultWrap vault) {
    List<VaultWrap> more = new ArrayList<>(vaults);
    more.add(vault);
    return new KeyFile(user, generation + 1, created, slots, epochs, more, installationKey);
  }

  /** The next generation, without a vault's keys from before that epoch. */
  KeyFile withoutBefore(String vaultId, int epoch) {
    List<VaultWrap> left = new ArrayList<>(vaults);
    left.removeIf(vault -> vault.vaultId().equals(vaultId) && vault.epoch() < epoch);
    return new KeyFile(user, generation + 1, created, slots, epochs, left, installationKey);
  }

  /** The next generation, with this password slot in place of all others, as the first slot. */
  KeyFile with(PasswordSlot password) {
    List<Slot> others = new ArrayList<>(slots);
    others.removeIf(PasswordSlot.class::isInstance);
    others.addFirst(password);
    return new KeyFile(user, generation + 1, created, others, epochs, vaults, installationKey);
  }

  /** The next generation, with this recovery slot in place of all others. */
  KeyFile with(RecoverySlot recovery) {
    List<Slot> others = new ArrayList<>(slots);
    others.removeIf(RecoverySlot.class::isInstance);
    others.add(recovery);
    return new KeyFile(user, generation + 1, created, others, epochs, vaults, installationKey);
  }
}
