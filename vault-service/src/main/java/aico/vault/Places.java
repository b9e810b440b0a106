package aico.vault;

import java.nio.file.Path;

/**
 * Where vaults lie and whose they are; from the bundle's settings.
 *
 * @param vaults default parent of vault folders
 * @param mounts parent of the mount points
 * @param ownerUid who uses the mounted files
 * @param allowOther whether the service runs under a user of its own and mounts for the owner
 */
public record Places(Path vaults, Path mounts, int ownerUid, int ownerGid, boolean allowOther) {

  /** Where a vault is mounted. It exists only while it is, so that nothing is written past it. */
  public Path mountPoint(VaultName name) {
    return mounts.resolve(name.text());
  }

  /** The path handed out, a folder inside the mount. */
  public Path files(VaultName name) {
    return mountPoint(name).resolve(FILES);
  }

  /** The folder inside the mount that people put files into. */
  public static final String FILES = "files";
}
