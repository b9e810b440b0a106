package aico.vault;

import aico.bus.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;

/** The keys of vaults, kept by key-service. */
public interface VaultKeys {

  /** Makes and keeps the key of a new vault; asked again it answers with the same key. */
  Answer create(String user, String vaultId);

  /** The key of a vault's epoch. */
  Answer fetch(String user, String vaultId, int epoch);

  /**
   * Makes and keeps the key of a vault's next epoch beside the one there is, for everybody who has
   * that; asked again it answers with the same key.
   */
  Answer rotate(String user, String vaultId, int epoch);

  /**
   * Destroys a vault's keys from before {@code epoch}.
   *
   * @return why not, or empty when there are none any more
   */
  Optional<String> retireBefore(String user, String vaultId, int epoch);

  /**
   * The key of a vault's epoch through the first of these users who is unlocked and has it.
   *
   * @param users in the order in which they are asked
   */
  default Answer fetch(List<String> users, String vaultId, int epoch) {
    Answer last = new Answer.Locked();
    for (String user : users) {
      Answer answer = fetch(user, vaultId, epoch);
      switch (answer) {
        case Answer.Key key -> {
          return answer;
        }
        case Answer.Unreachable silent -> {
          return answer;
        }
        case Answer.Locked locked -> {}
        case Answer.Denied denied -> last = answer;
        case Answer.Failed failed -> last = answer;
      }
    }
    return last;
  }

  /**
   * Gives another user the keys that {@code user}, who is unlocked, has of a vault.
   *
   * @return empty when that is done, or why not, which is never a key
   */
  Optional<Answer> share(String user, String vaultId, String member);

  /**
   * Destroys what a user has of a vault's keys.
   *
   * @return empty when that is done, or why not, which is never a key
   */
  Optional<Answer> unshare(String vaultId, String member);

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
