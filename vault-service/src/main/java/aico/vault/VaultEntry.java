package aico.vault;

import aico.bus.contract.Shapes;
import aico.bus.contract.Users;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the registry keeps of a vault.
 *
 * @param id 16 random bytes as hex; the vault's key is kept under it, and its folder carries it
 * @param user whose it is: a person, or the household
 * @param sharedWith the other people who can open it, by name
 * @param folder absolute; see {@link VaultLayout}
 * @param held a person unmounted it: it stays locked until a person mounts it, also across a crash
 * @param settings what its owner chose
 * @param checked when all of it was last read and compared with its manifest, or null
 */
public record VaultEntry(
    VaultName name,
    String id,
    String user,
    List<String> sharedWith,
    Path folder,
    boolean held,
    VaultSettings settings,
    @Nullable Instant checked) {

  public VaultEntry {
    Shapes.id("id", id);
    Shapes.name("user", user);
    sharedWith = sharedWith.stream().sorted().distinct().toList();
  }

  /** A new one, as vaults are unless their owner chooses otherwise. */
  public static VaultEntry of(VaultName name, String id, String user, Path folder) {
    return new VaultEntry(name, id, user, List.of(), folder, false, VaultSettings.DEFAULT, null);
  }

  public VaultEntry withHeld(boolean nowHeld) {
    return new VaultEntry(name, id, user, sharedWith, folder, nowHeld, settings, checked);
  }

  public VaultEntry withSettings(VaultSettings chosen) {
    return new VaultEntry(name, id, user, sharedWith, folder, held, chosen, checked);
  }

  public VaultEntry withChecked(Instant now) {
    return new VaultEntry(name, id, user, sharedWith, folder, held, settings, now);
  }

  public VaultEntry withSharedWith(List<String> others) {
    return new VaultEntry(name, id, user, others, folder, held, settings, checked);
  }

  /** Everybody who has its key, its owner first. */
  public List<String> holders() {
    return Stream.concat(Stream.of(user), sharedWith.stream()).toList();
  }

  /**
   * Through whose keys it may be opened for that asker: a person's own, unless it is the
   * household's; for nobody in particular, those of whoever is there.
   */
  List<String> keysFor(Asker asker) {
    String person = asker.user();
    return person == null || !Users.isPerson(user) ? holders() : List.of(person);
  }

  public VaultLayout layout() {
    return new VaultLayout(folder);
  }
}
