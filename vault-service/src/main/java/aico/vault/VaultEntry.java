package aico.vault;

import aico.bus.contract.Shapes;
import java.nio.file.Path;

/**
 * What the registry keeps of a vault.
 *
 * @param id 16 random bytes as hex; the vault's key is kept under it, and its folder carries it
 * @param user whose key opens it
 * @param folder absolute; see {@link VaultLayout}
 * @param held a person unmounted it: it stays locked until a person mounts it, also across a crash
 * @param mountAtUnlock whether it mounts when its user unlocks
 */
public record VaultEntry(
    VaultName name, String id, String user, Path folder, boolean held, boolean mountAtUnlock) {

  public VaultEntry {
    Shapes.id("id", id);
    Shapes.name("user", user);
  }

  public VaultEntry withHeld(boolean nowHeld) {
    return new VaultEntry(name, id, user, folder, nowHeld, mountAtUnlock);
  }

  public VaultLayout layout() {
    return new VaultLayout(folder);
  }
}
