package aico.vault;

import aico.vault.Gocryptfs.Owner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose files those of a mounted vault are: the home owner's, or another system user's, such as a
 * database's, whom the vault's owner chose. They are looked up by name at each mount, since a vault
 * may come to another machine.
 */
final class Owners {
  private final Places places;
  private final SystemUsers users;

  Owners(Places places, SystemUsers users) {
    this.places = places;
    this.users = users;
  }

  /**
   * That system user, or the home's owner where there is none.
   *
   * @throws VaultException when a vault cannot be mounted for them
   */
  Owner of(@Nullable String systemUser) {
    if (systemUser == null) {
      return places.owner();
    }
    if (!places.allowOther()) {
      throw new VaultException(
          "system user %s: the services of this home run as its owner and cannot mount for others"
                  .formatted(systemUser)
              + " (expected: a home that root set up)");
    }
    return users
        .find(systemUser)
        .orElseThrow(
            () -> new VaultException("system user %s: not on this machine".formatted(systemUser)));
  }

  /** Why a vault cannot be mounted for that system user; empty when it can. */
  Optional<String> unfit(@Nullable String systemUser) {
    try {
      Owner unused = of(systemUser);
      return Optional.empty();
    } catch (VaultException why) {
      return Optional.of(String.valueOf(why.getMessage()));
    }
  }
}
