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

  /** Why a vault cannot be mounted for that system user; empty when it can. */
  Optional<String> unfit(@Nullable String systemUser) {
    if (systemUser == null) {
      return Optional.empty();
    }
    if (!places.allowOther()) {
      return Optional.of(
          "system user %s: the services of this home run as its owner and cannot mount for others"
                  .formatted(systemUser)
              + " (expected: a home that root set up)");
    }
    return users.find(systemUser).isPresent()
        ? Optional.empty()
        : Optional.of("system user %s: not on this machine".formatted(systemUser));
  }

  /** The one whose files they are to be; empty when {@link #unfit} says why not. */
  Optional<Owner> of(VaultEntry vault) {
    String systemUser = vault.settings().systemUser();
    return systemUser == null ? Optional.of(places.owner()) : users.find(systemUser);
  }
}
