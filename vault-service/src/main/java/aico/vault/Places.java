package aico.vault;

import aico.vault.Gocryptfs.Owner;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where vaults lie and whose they are; from the bundle's settings.
 *
 * @param vaults default parent of vault folders
 * @param mounts parent of the mount points of the home's owner
 * @param mountsFor parent of the folders of other system users, each named after its user: the
 *     mount points for them lie in it
 * @param ownerUid who uses the mounted files
 * @param allowOther whether the service runs under a user of its own and mounts for others
 */
public record Places(
    Path vaults, Path mounts, Path mountsFor, int ownerUid, int ownerGid, boolean allowOther) {

  /** Where a vault is mounted. It exists only while it is, so that nothing is written past it. */
  public Path mountPoint(VaultEntry vault) {
    return parent(vault.settings().systemUser()).resolve(vault.name().text());
  }

  /** What mount points lie in, of the home's owner or of another system user. */
  public Path parent(@Nullable String systemUser) {
    return systemUser == null ? mounts : mountsFor.resolve(systemUser);
  }

  /** The owner of the home. */
  public Owner owner() {
    return new Owner(ownerUid, ownerGid);
  }

  /** The path handed out, a folder inside the mount. */
  public Path files(VaultEntry vault) {
    return mountPoint(vault).resolve(FILES);
  }

  /** The folder inside the mount that people put files into. */
  public static final String FILES = "files";
}
