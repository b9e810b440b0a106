package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a copied state folder holds for whoever can prove that its keys are theirs. The installation
 * key is not in the copy: it comes out of its second wrap, under the user's master key.
 */
public final class CopiedKeys implements AutoCloseable {
  private final KeyFile file;
  private final SecretBytes master;
  private final PasswordDerivation derivation;
  private final Map<Integer, SecretBytes> wrappingKeys = new HashMap<>();

  private CopiedKeys(KeyFile file, SecretBytes master, PasswordDerivation derivation) {
    this.file = file;
    this.master = master;
    this.derivation = derivation;
  }

  /** What became of an attempt. */
  public sealed interface Opening {
    /** For the receiver to close. */
    record Opened(CopiedKeys keys) implements Opening {}

    /** The proof opens no slot of this copy; an older copy wants the password of its day. */
    record Wrong() implements Opening {}

    /** The kit cannot be one; {@code fault} says where. */
    record Mistyped(String fault) implements Opening {}
  }

  /**
   * Tries the proof on the slot that it is for. Nothing throttles it: the copy is in the hands of
   * whoever tries, and so is any other program.
   *
   * @param file as it was found; what opens under the proof was made by whoever knew it
   * @throws DerivationRefused when there is no memory for it
   */
  public static Opening open(
      KeyFile file, Proof proof, PasswordDerivation derivation, RecoveryKit kit) {
    return switch (proof) {
      case Proof.Password(SecretBytes password) ->
          opened(file, file.passwordSlot(), password, derivation);
      case Proof.Kit(SecretBytes text) ->
          switch (kit.read(text)) {
            case RecoveryKit.Reading.Mistyped(String fault) -> new Opening.Mistyped(fault);
            case RecoveryKit.Reading.Secret(SecretBytes secret) -> {
              try (secret) {
                yield opened(file, file.recoverySlot(), secret, derivation);
              }
            }
            case RecoveryKit.Reading.SharedSecret(SecretBytes secret) -> {
              try (secret) {
                yield opened(file, file.slot(KeyFile.SharesSlot.class), secret, derivation);
              }
            }
          };
    };
  }

  private static Opening opened(
      KeyFile file,
      Optional<? extends KeyFile.SecretSlot> slot,
      SecretBytes secret,
      PasswordDerivation derivation) {
    return slot.flatMap(there -> Slots.open(derivation, there, secret))
        .<Opening>map(master -> new Opening.Opened(new CopiedKeys(file, master, derivation)))
        .orElseGet(Opening.Wrong::new);
  }

  /**
   * The installation key, for the caller to close.
   *
   * @throws StateFileException when its wrap was changed
   */
  public InstallationKey installationKey() {
    KeyFile.InstallationWrap wrap = file.installationKey();
    try (SecretBytes wrappingKey =
        InstallationKey.hkdf(master, wrap.salt(), InstallationKey.SECOND_WRAP_INFO)) {
      return InstallationKey.of(
          wrap.wrapped()
              .openedBy(wrappingKey)
              .orElseThrow(() -> damaged("installation_key.wrapped")));
    }
  }

  /**
   * The wraps of a vault's keys, newest first: a copy made during a rotation has two, and its
   * ciphertext may be of either.
   *
   * @throws StateFileException when there is none
   */
  public List<KeyFile.VaultWrap> wraps(String vaultId) {
    List<KeyFile.VaultWrap> wraps =
        file.vaults().stream()
            .filter(wrap -> wrap.vaultId().equals(vaultId))
            .sorted(Comparator.comparingInt(KeyFile.VaultWrap::epoch).reversed())
            .toList();
    if (wraps.isEmpty()) {
      throw damaged("vaults." + vaultId);
    }
    return wraps;
  }

  /**
   * The key of a vault, for the caller to close.
   *
   * @throws StateFileException when its wrap was changed
   */
  public SecretBytes vaultKey(KeyFile.VaultWrap wrap) {
    SecretBytes wrappingKey =
        wrappingKeys.computeIfAbsent(
            wrap.wrappingEpoch(),
            epoch ->
                derivation.derive(KeyFile.WrappingEpoch.CONTEXT, master, file.epoch(epoch).salt()));
    return wrap.wrapped()
        .openedBy(wrappingKey)
        .orElseThrow(() -> damaged("vaults." + wrap.vaultId() + ".wrapped"));
  }

  private StateFileException damaged(String field) {
    return new StateFileException(
        "keys/%s.json".formatted(file.user()), field, "missing, or does not open");
  }

  @Override
  public void close() {
    master.close();
    wrappingKeys.values().forEach(SecretBytes::close);
  }
}
