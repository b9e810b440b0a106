package aico.vault;

import aico.vault.Gocryptfs.Owner;
import java.util.Optional;

/** The users that the operating system knows by name. */
public interface SystemUsers {
  Optional<Owner> find(String name);
}
