package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/** The keys of vaults, kept by key-service. */
public interface VaultKeys {

  /** Makes and keeps the key of a new vault; asked again it answers with the same key. */
  Answer create(String user, String vaultId);

  /** The key of a vault's epoch. */
  Answer fetch(String user, String vaultId, int epoch);

  /**
   * Makes and keeps the key of a vault's next epoch beside the one there is; asked again it answers
   * with the same key.
   */
  Answer rotate(String user, String vaultId, int epoch);

  /**
   * Destroys a vault's keys from before {@code epoch}.
   *
   * @return why not, or empty when there are none any more
   */
  Optional<String> retireBefore(String user, String vaultId, int epoch);

  /** What key-service says. */
  sealed interface Answer {

    /** 32 bytes; whoever takes them closes them. */
    record Key(SecretBytes bytes) implements Answer {}

    /** The user is locked. */
    record Locked() implements Answer {}

    /** key-service says no, or knows no such vault. */
    record Denied(String message) implements Answer {}

    /** key-service cannot do it. */
    record Failed(String message) implements Answer {}

    /** key-service does not answer, or asks to try again later. */
    record Unreachable(String message) implements Answer {}
  }
}
