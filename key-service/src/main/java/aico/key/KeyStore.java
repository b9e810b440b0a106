package aico.key;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/**
 * A secure storage that holds the installation key. Chosen once, at first launch, and named in the
 * record of the installation; {@code aico keystore move} is the only way from one to another.
 *
 * <p>A key is kept under its id, so that two keys can stand in one store while one takes the
 * other's place, and none is ever overwritten.
 */
public interface KeyStore {
  /**
   * What a store is good for.
   *
   * @param survivesStolenDisk whoever has the disk alone does not have the key
   * @param survivesStolenMachine whoever has the whole machine, switched off, does not have the key
   * @param keepsOutOtherUsers other users of the machine, root left out, do not get the key
   * @param worksLoggedOut the key can be had with nobody logged in, such as after a reboot
   */
  record Facts(
      boolean survivesStolenDisk,
      boolean survivesStolenMachine,
      boolean keepsOutOtherUsers,
      boolean worksLoggedOut) {

    /**
     * Whether the suite may come back by itself, keys open, without anything being given away that
     * a stolen disk would not have kept.
     */
    public boolean allowsUnattendedStart() {
      return survivesStolenDisk && keepsOutOtherUsers && worksLoggedOut;
    }
  }

  /** The name that is recorded, such as {@code file}. */
  String name();

  Facts facts();

  /** Why this store cannot be used here and now, as half a sentence; nothing when it can. */
  Optional<String> fault();

  /**
   * The key of that id, or nothing when this store has none.
   *
   * @param keyId 32 hex digits
   * @throws KeyException when the store does not answer or what it holds is damaged
   */
  Optional<SecretBytes> read(String keyId);

  /** Keeps a key for good. A store that has one of that id refuses with {@link KeyException}. */
  void keep(String keyId, SecretBytes key);

  /**
   * Forgets the key of that id; without one nothing is done.
   *
   * @throws KeyException when it is still there afterwards, or that cannot be told
   */
  void remove(String keyId);

  /** Whether somebody else puts the key there: then {@link #keep} and {@link #remove} refuse. */
  default boolean isReadOnly() {
    return false;
  }

  /** Names by its id what an older release kept without one. */
  default void nameById(String keyId) {}
}
