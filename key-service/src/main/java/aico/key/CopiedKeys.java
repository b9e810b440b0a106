package aico.key;

import aico.bus.contract.Users;
import aico.bus.crypto.SecretBytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a copied state folder holds for a user who can prove that their keys are theirs. The
 * installation key is not in the copy: it comes out of its second wrap, under the user's master
 * key. Other users' own vaults stay closed.
 */
public final class CopiedKeys implements AutoCloseable {
  /** What an attempt opened first: the user's own, then the household's where they are a member. */
  private final List<Ring> rings = new ArrayList<>();

  private CopiedKeys() {}

  /** One key file and its master key. */
  private static final class Ring implements AutoCloseable {
    private final KeyFile file;
    private final SecretBytes master;
    private final PasswordDerivation derivation;
    private final Map<Integer, SecretBytes> wrappingKeys = new HashMap<>();

    private Ring(KeyFile file, SecretBytes master, PasswordDerivation derivation) {
      this.file = file;
      this.master = master;
      this.derivation = derivation;
    }

    private SecretBytes open(KeyFile.VaultWrap wrap) {
      SecretBytes wrappingKey =
          wrappingKeys.computeIfAbsent(
              wrap.wrappingEpoch(),
              epoch ->
                  derivation.derive(
                      KeyFile.WrappingEpoch.CONTEXT, master, file.epoch(epoch).salt()));
      return wrap.wrapped()
          .openedBy(wrappingKey)
          .orElseThrow(() -> damaged("vaults." + wrap.vaultId() + ".wrapped"));
    }

    private SecretBytes open(KeyFile.Letter letter) {
      KeyFile.Box box = file.box();
      if (box == null) {
        throw damaged("box");
      }
      return Boxes.open(box, (salt, info) -> InstallationKey.hkdf(master, salt, info), letter)
          .orElseThrow(() -> damaged("letters"));
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
   * @param files as they were found; what opens under the proof was made by whoever knew it
   * @param user whose proof it is
   * @throws KeyException when the copy has no such user
   * @throws DerivationRefused when there is no memory for it
   */
  public static Opening open(
      List<KeyFile> files,
      String user,
      Proof proof,
      PasswordDerivation derivation,
      RecoveryKit kit) {
    KeyFile file =
        file(files, user).orElseThrow(() -> new KeyException("user '%s': none".formatted(user)));
    return switch (proof) {
      case Proof.Password(SecretBytes password) ->
          opened(files, file, file.passwordSlot(), password, derivation);
      case Proof.Kit(SecretBytes text) ->
          switch (kit.read(text)) {
            case RecoveryKit.Reading.Mistyped(String fault) -> new Opening.Mistyped(fault);
            case RecoveryKit.Reading.Secret(SecretBytes secret) -> {
              try (secret) {
                yield opened(files, file, file.recoverySlot(), secret, derivation);
              }
            }
            case RecoveryKit.Reading.SharedSecret(SecretBytes secret) -> {
              try (secret) {
                yield opened(files, file, file.slot(KeyFile.SharesSlot.class), secret, derivation);
              }
            }
          };
    };
  }

  private static Optional<KeyFile> file(List<KeyFile> files, String user) {
    return files.stream().filter(file -> file.user().equals(user)).findFirst();
  }

  private static Opening opened(
      List<KeyFile> files,
      KeyFile file,
      Optional<? extends KeyFile.SecretSlot> slot,
      SecretBytes secret,
      PasswordDerivation derivation) {
    return slot.flatMap(there -> Slots.open(derivation, there, secret))
        .<Opening>map(master -> new Opening.Opened(of(files, file, master, derivation)))
        .orElseGet(Opening.Wrong::new);
  }

  /** Takes over {@code master}. */
  private static CopiedKeys of(
      List<KeyFile> files, KeyFile file, SecretBytes master, PasswordDerivation derivation) {
    CopiedKeys keys = new CopiedKeys();
    Ring own = new Ring(file, master, derivation);
    keys.rings.add(own);
    file(files, Users.HOUSEHOLD)
        .ifPresent(household ->
            household(own, household)
                .ifPresent(opened -> keys.rings.add(new Ring(household, opened, derivation))));
    return keys;
  }

  /** By the user's slot in it, or by a letter that they did not take in. */
  private static Optional<SecretBytes> household(Ring own, KeyFile household) {
    Optional<KeyFile.MemberSlot> slot = household.memberSlot(own.file.user());
    if (slot.isPresent()) {
      try (SecretBytes key =
          InstallationKey.hkdf(own.master, slot.get().salt(), Slots.MEMBER_INFO)) {
        return slot.get().wrapped().openedBy(key);
      }
    }
    for (KeyFile.HouseholdLetter letter : own.file.householdLetters()) {
      SecretBytes master = own.open(letter);
      if (HouseholdKeys.opens(household, master)) {
        return Optional.of(master);
      }
      master.close();
    }
    return Optional.empty();
  }

  /**
   * The installation key, for the caller to close.
   *
   * @throws StateFileException when its wrap was changed
   */
  public InstallationKey installationKey() {
    Ring own = rings.getFirst();
    KeyFile.InstallationWrap wrap = own.file.installationKey();
    try (SecretBytes wrappingKey =
        InstallationKey.hkdf(own.master, wrap.salt(), InstallationKey.SECOND_WRAP_INFO)) {
      return InstallationKey.of(
          wrap.wrapped()
              .openedBy(wrappingKey)
              .orElseThrow(() -> own.damaged("installation_key.wrapped")),
          wrap.keyId());
    }
  }

  /** Which installation key that is. */
  public String installationKeyId() {
    return rings.getFirst().file.installationKey().keyId();
  }

  /** A vault's key as it lies in the copy. */
  public interface VaultKey {
    String vaultId();

    int epoch();

    /**
     * For the caller to close.
     *
     * @throws StateFileException when it was changed
     */
    SecretBytes open();
  }

  private record Found(String vaultId, int epoch, Supplier<SecretBytes> key) implements VaultKey {
    @Override
    public SecretBytes open() {
      return key.get();
    }
  }

  /** Every key that the user has, of their own vaults, shared ones and the household's. */
  public List<VaultKey> vaultKeys() {
    List<VaultKey> all = new ArrayList<>();
    for (Ring ring : rings) {
      for (KeyFile.VaultWrap wrap : ring.file.vaults()) {
        all.add(new Found(wrap.vaultId(), wrap.epoch(), () -> ring.open(wrap)));
      }
      for (KeyFile.Letter letter : ring.file.letters()) {
        if (letter instanceof KeyFile.VaultLetter vault) {
          all.add(new Found(vault.vaultId(), vault.epoch(), () -> ring.open(vault)));
        }
      }
    }
    return all;
  }

  /**
   * The keys of a vault, newest first: a copy made during a rotation has two, and its ciphertext
   * may be of either.
   *
   * @throws StateFileException when there is none
   */
  public List<VaultKey> vaultKeys(String vaultId) {
    List<VaultKey> keys =
        vaultKeys().stream()
            .filter(key -> key.vaultId().equals(vaultId))
            .sorted(Comparator.comparingInt(VaultKey::epoch).reversed())
            .toList();
    if (keys.isEmpty()) {
      throw rings.getFirst().damaged("vaults." + vaultId);
    }
    return keys;
  }

  @Override
  public void close() {
    rings.forEach(Ring::close);
  }
}
