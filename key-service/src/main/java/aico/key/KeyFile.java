package aico.key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One user's keys as they rest: parameters, salts and wraps, nothing secret. {@code FORMAT.md} of
 * the storage package has the form on disk.
 *
 * @param generation one more with every write
 * @param slots the ways to the master key
 * @param epochs the ways from the master key to the keys that wrap vault keys, oldest first
 * @param vaults one entry for each vault and epoch
 * @param installationKey the installation key, so that a dead key store loses nothing
 * @param box what others seal keys to for this user; null in a file of before there was one, and
 *     for the household, whose members are there when a key is made for it
 * @param letters keys that others sealed to {@code box} and that wait to be taken in
 * @param subject what the trail keeps this user's names unreadable with; null in a file of before
 *     there was that
 */
public record KeyFile(
    String user,
    long generation,
    Instant created,
    List<Slot> slots,
    List<WrappingEpoch> epochs,
    List<VaultWrap> vaults,
    InstallationWrap installationKey,
    @Nullable Box box,
    List<Letter> letters,
    @Nullable Subject subject) {
  /** Slots are ways in; a household has one for each of its users. */
  public static final int SLOTS_LIMIT = 32;

  /** Each rotation adds one; old ones go when nothing is wrapped under them any more. */
  public static final int EPOCHS_LIMIT = 64;

  /** Keeps the file below 1 MiB. */
  public static final int VAULTS_LIMIT = 1000;

  /** One for each vault that was shared or rotated while the user was locked, and one more. */
  public static final int LETTERS_LIMIT = 1000;

  /** The kind of slot that opens with nobody there. */
  static final String UNATTENDED = "unattended";

  public KeyFile {
    slots = List.copyOf(slots);
    epochs = List.copyOf(epochs);
    vaults = List.copyOf(vaults);
    letters = List.copyOf(letters);
  }

  /** Without a box, as before there were other users. */
  public KeyFile(
      String user,
      long generation,
      Instant created,
      List<Slot> slots,
      List<WrappingEpoch> epochs,
      List<VaultWrap> vaults,
      InstallationWrap installationKey) {
    this(user, generation, created, slots, epochs, vaults, installationKey, null, List.of(), null);
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
        case MemberSlot member -> "member";
        case SharesSlot shares -> "shares";
        case UnattendedSlot unattended -> UNATTENDED;
        case OtherSlot other -> other.name();
      };
    }

    /** Whether it opens the keys when everything else is forgotten. */
    default boolean isRecovery() {
      return this instanceof RecoverySlot || this instanceof SharesSlot;
    }
  }

  /** Opens by a secret that a person has or knows. */
  public sealed interface SecretSlot extends Slot {}

  /** Opens by Argon2id of the master password. */
  public record PasswordSlot(String id, Instant created, String salt, Wrapped wrapped)
      implements SecretSlot {
    public static final Argon2Context CONTEXT = Argon2Context.MASTER;
  }

  /** Opens by HKDF-SHA-512 of 256 random bits: no derivation at a cost is needed for those. */
  public record RecoverySlot(String id, Instant created, String salt, Wrapped wrapped)
      implements SecretSlot {}

  /** As {@link RecoverySlot}, but any two of three people have to bring the 256 bits together. */
  public record SharesSlot(String id, Instant created, String salt, Wrapped wrapped)
      implements SecretSlot {}

  /** Opens by HKDF-SHA-512 of the installation key, so that nobody has to be there. */
  public record UnattendedSlot(String id, Instant created, String salt, Wrapped wrapped)
      implements Slot {}

  /** Opens the household's master key by HKDF-SHA-512 of a user's master key. */
  public record MemberSlot(String id, Instant created, String user, String salt, Wrapped wrapped)
      implements SecretSlot {}

  /**
   * Of a kind that a newer version knows, such as a paired device: kept as it is, opened by
   * nothing, and no way of recovery.
   *
   * @param name of the kind
   * @param parameters what else stands there, numbers and texts, in the order of the file
   */
  public record OtherSlot(
      String name,
      String id,
      Instant created,
      SequencedMap<String, Object> parameters,
      Wrapped wrapped)
      implements Slot {
    public OtherSlot {
      parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }
  }

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

  /**
   * An X25519 key pair, its secret part under HKDF-SHA-512 of the master key.
   *
   * @param publicKey 32 bytes as hex
   */
  public record Box(String publicKey, String salt, Wrapped wrapped) {}

  /** A key of 32 bytes that was sealed to a user's box while that user was locked. */
  public sealed interface Letter {
    /** {@code crypto_box_seal}, 80 bytes as hex. */
    String sealed();
  }

  /** A vault's key. */
  public record VaultLetter(String vaultId, int epoch, String sealed) implements Letter {}

  /** The household's master key. */
  public record HouseholdLetter(String sealed) implements Letter {}

  public Optional<PasswordSlot> passwordSlot() {
    return slot(PasswordSlot.class);
  }

  public Optional<RecoverySlot> recoverySlot() {
    return slot(RecoverySlot.class);
  }

  /** The slot of that kind; of each kind there is one at most, but for those that name others. */
  public <T extends Slot> Optional<T> slot(Class<T> kind) {
    return slots.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** The slot of that id. */
  public Optional<Slot> slot(String id) {
    return slots.stream().filter(slot -> slot.id().equals(id)).findFirst();
  }

  /** The slot through which that user opens the household. */
  public Optional<MemberSlot> memberSlot(String member) {
    return slots.stream()
        .filter(MemberSlot.class::isInstance)
        .map(MemberSlot.class::cast)
        .filter(slot -> slot.user().equals(member))
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

  /** The letter with that vault's key of that epoch. */
  public Optional<VaultLetter> letter(String vaultId, int epoch) {
    return letters.stream()
        .filter(VaultLetter.class::isInstance)
        .map(VaultLetter.class::cast)
        .filter(letter -> letter.vaultId().equals(vaultId) && letter.epoch() == epoch)
        .findFirst();
  }

  /**
   * The letters with the household's master key: two of them where that is being exchanged, of
   * which one holds whatever becomes of it.
   */
  public List<HouseholdLetter> householdLetters() {
    return letters.stream()
        .filter(HouseholdLetter.class::isInstance)
        .map(HouseholdLetter.class::cast)
        .toList();
  }

  /** Whether this file holds any key of that vault, taken in or not. */
  public boolean holds(String vaultId) {
    return vault(vaultId).isPresent()
        || letters.stream()
            .anyMatch(
                letter -> letter instanceof VaultLetter vault && vault.vaultId().equals(vaultId));
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

  /** The next generation, with one vault more; a letter with the same key goes. */
  KeyFile with(VaultWrap vault) {
    List<VaultWrap> more = new ArrayList<>(vaults);
    more.add(vault);
    List<Letter> unread = new ArrayList<>(letters);
    unread.removeIf(letter -> isOf(letter, vault.vaultId(), epoch -> epoch == vault.epoch()));
    return next(slots, more, box, unread);
  }

  /** The next generation, without a vault's keys from before that epoch. */
  KeyFile withoutBefore(String vaultId, int epoch) {
    return without(vaultId, old -> old < epoch);
  }

  /** The next generation, without any key of that vault. */
  KeyFile without(String vaultId) {
    return without(vaultId, epoch -> true);
  }

  private KeyFile without(String vaultId, IntPredicate epochs) {
    List<VaultWrap> left = new ArrayList<>(vaults);
    left.removeIf(vault -> vault.vaultId().equals(vaultId) && epochs.test(vault.epoch()));
    List<Letter> unread = new ArrayList<>(letters);
    unread.removeIf(letter -> isOf(letter, vaultId, epochs));
    return next(slots, left, box, unread);
  }

  private static boolean isOf(Letter letter, String vaultId, IntPredicate epochs) {
    return letter instanceof VaultLetter vault
        && vault.vaultId().equals(vaultId)
        && epochs.test(vault.epoch());
  }

  /** The next generation, with this slot in place of the one of its kind, or as the last. */
  KeyFile with(Slot fresh) {
    if (fresh instanceof MemberSlot member) {
      return with(member);
    }
    List<Slot> next = new ArrayList<>(slots);
    int at = 0;
    while (at < next.size() && !next.get(at).kind().equals(fresh.kind())) {
      at++;
    }
    if (at < next.size()) {
      next.set(at, fresh);
    } else {
      next.add(fresh);
    }
    return next(next, vaults, box, letters);
  }

  /** The next generation, without the slot of that id. */
  KeyFile withoutSlot(String slotId) {
    List<Slot> left = new ArrayList<>(slots);
    left.removeIf(slot -> slot.id().equals(slotId));
    return next(left, vaults, box, letters);
  }

  /** The next generation, with this slot in place of any other of the same member. */
  KeyFile with(MemberSlot member) {
    List<Slot> others = new ArrayList<>(slots);
    memberSlot(member.user()).ifPresent(others::remove);
    others.add(member);
    return next(others, vaults, box, letters);
  }

  /** The next generation, with a box. */
  KeyFile with(Box newBox) {
    return next(slots, vaults, newBox, letters);
  }

  /** The next generation, with another copy of the installation key. */
  KeyFile with(InstallationWrap copy) {
    return new KeyFile(
        user, generation + 1, created, slots, epochs, vaults, copy, box, letters, subject);
  }

  /** The next generation, with another subject. */
  KeyFile with(@Nullable Subject newSubject) {
    return of(generation + 1, slots, vaults, box, letters, newSubject);
  }

  /** The next generation, with one letter more, in place of one with the same key. */
  KeyFile with(Letter letter) {
    List<Letter> more = new ArrayList<>(letters);
    switch (letter) {
      case HouseholdLetter household -> more.removeIf(HouseholdLetter.class::isInstance);
      case VaultLetter(String vaultId, int epoch, String sealed) ->
          more.removeIf(old -> isOf(old, vaultId, number -> number == epoch));
    }
    more.add(letter);
    return next(slots, vaults, box, more);
  }

  /** The next generation, with these in place of all letters of the household. */
  KeyFile withHouseholdLetters(List<HouseholdLetter> household) {
    List<Letter> next = new ArrayList<>(letters);
    next.removeIf(HouseholdLetter.class::isInstance);
    next.addAll(household);
    return next(slots, vaults, box, next);
  }

  /** The same file, not written yet, with one letter more. */
  KeyFile inTheSameGeneration(HouseholdLetter letter) {
    KeyFile next = with(letter);
    return of(generation, slots, vaults, box, next.letters(), subject);
  }

  /** The next generation, without a letter that was taken in. */
  KeyFile without(Letter letter) {
    List<Letter> unread = new ArrayList<>(letters);
    unread.remove(letter);
    return next(slots, vaults, box, unread);
  }

  private KeyFile next(
      List<Slot> newSlots,
      List<VaultWrap> newVaults,
      @Nullable Box newBox,
      List<Letter> newLetters) {
    return of(generation + 1, newSlots, newVaults, newBox, newLetters, subject);
  }

  private KeyFile of(
      long newGeneration,
      List<Slot> newSlots,
      List<VaultWrap> newVaults,
      @Nullable Box newBox,
      List<Letter> newLetters,
      @Nullable Subject newSubject) {
    return new KeyFile(
        user,
        newGeneration,
        created,
        newSlots,
        epochs,
        newVaults,
        installationKey,
        newBox,
        newLetters,
        newSubject);
  }
}
