package aico.vault;

import aico.bus.contract.Shapes;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the registry keeps of a vault.
 *
 * @param id 16 random bytes as hex; the vault's key is kept under it, and its folder carries it
 * @param user whose key opens it
 * @param folder absolute; see {@link VaultLayout}
 * @param held a person unmounted it: it stays locked until a person mounts it, also across a crash
 * @param settings what its owner chose
 * @param checked when all of it was last read and compared with its manifest, or null
 */
public record VaultEntry(
    VaultName name,
    String id,
    String user,
    Path folder,
    boolean held,
    VaultSettings settings,
    @Nullable Instant checked) {

  public VaultEntry {
    Shapes.id("id", id);
    Shapes.name("user", user);
  }

  /** A new one, as vaults are unless their owner chooses otherwise. */
  public static VaultEntry of(VaultName name, String id, String user, Path folder) {
    return new VaultEntry(name, id, user, folder, false, VaultSettings.DEFAULT, null);
  }

  public VaultEntry withHeld(boolean nowHeld) {
    return new VaultEntry(name, id, user, folder, nowHeld, settings, checked);
  }

  public VaultEntry withSettings(VaultSettings chosen) {
    return new VaultEntry(name, id, user, folder, held, chosen, checked);
  }

  public VaultEntry withChecked(Instant now) {
    return new VaultEntry(name, id, user, folder, held, settings, now);
  }

  public VaultLayout layout() {
    return new VaultLayout(folder);
  }
}
