package aico.auth;

import java.util.Map;
import java.util.Optional;

/**
 * What key-service says of itself.
 *
 * @param attestationKey the Ed25519 key that verifies attestations, 32 bytes as hex
 * @param unlockIds the current unlock of each user who is unlocked
 */
public record KeyView(String attestationKey, Map<String, String> unlockIds) {

  public KeyView {
    unlockIds = Map.copyOf(unlockIds);
  }

  /** The current unlock of a user; empty while locked. */
  public Optional<String> unlockIdOf(String user) {
    return Optional.ofNullable(unlockIds.get(user));
  }

  /** Whether this is the user's current unlock. */
  public boolean current(String user, String unlockId) {
    return unlockId.equals(unlockIds.get(user));
  }
}
