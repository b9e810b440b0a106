package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.HashMap;
import java.util.Map;

/** Wraps vault keys of one master key under another; closing it zeroes the wrapping keys. */
final class Rewrap implements AutoCloseable {
  private final SecretBytes oldMaster;
  private final PasswordDerivation derivation;
  private final KeyFile.WrappingEpoch epoch;
  private final SecretBytes newKey;
  private final Map<Integer, SecretBytes> oldKeys = new HashMap<>();

  /**
   * The master keys stay the caller's to close.
   *
   * @param salt of the new epoch, which follows the newest of {@code file}
   */
  Rewrap(
      KeyFile file,
      SecretBytes oldMaster,
      SecretBytes newMaster,
      PasswordDerivation derivation,
      String salt) {
    this.oldMaster = oldMaster;
    this.derivation = derivation;
    epoch = new KeyFile.WrappingEpoch(file.newestEpoch().epoch() + 1, salt);
    newKey = derivation.derive(KeyFile.WrappingEpoch.CONTEXT, newMaster, salt);
  }

  KeyFile.WrappingEpoch epoch() {
    return epoch;
  }

  /**
   * The same key of that vault under the new master key.
   *
   * @throws KeyException when it was not wrapped under the old one
   */
  KeyFile.VaultWrap of(KeyFile file, KeyFile.VaultWrap vault) {
    SecretBytes oldKey =
        oldKeys.computeIfAbsent(
            vault.wrappingEpoch(),
            number ->
                derivation.derive(
                    KeyFile.WrappingEpoch.CONTEXT, oldMaster, file.epoch(number).salt()));
    try (SecretBytes key =
        vault
            .wrapped()
            .openedBy(oldKey)
            .orElseThrow(() ->
                new KeyException(
                    "vault key: not wrapped under this user's master key; nothing was changed"))) {
      return new KeyFile.VaultWrap(
          vault.vaultId(), vault.epoch(), epoch.epoch(), Wrapped.of(newKey, key));
    }
  }

  @Override
  public void close() {
    newKey.close();
    oldKeys.values().forEach(SecretBytes::close);
  }
}
