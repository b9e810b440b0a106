package aico.vault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What its owner chose for a vault. {@link Duration#ZERO} turns a thing off; whole seconds.
 *
 * @param idleLock locked when it was not used for so long; see {@link Gocryptfs.Use}
 * @param grace how long it stays mounted when key-service is gone, not locked by a person
 * @param checkEvery how often all of it is read and compared with its manifest
 * @param hookLimit how long its hooks may take, all those of one moment together
 * @param systemUser whose files the mounted ones are, by name; null for the home's owner
 */
public record VaultSettings(
    MountWhen mount,
    Duration idleLock,
    Duration grace,
    Duration checkEvery,
    Duration hookLimit,
    @Nullable String systemUser) {

  /** A new vault's: within a month damage is noticed while there are backups from before it. */
  public static final VaultSettings DEFAULT =
      new VaultSettings(
          MountWhen.UNLOCK,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofDays(30),
          Duration.ofSeconds(10),
          null);

  public VaultSettings withMount(MountWhen next) {
    return new VaultSettings(next, idleLock, grace, checkEvery, hookLimit, systemUser);
  }

  public VaultSettings withIdleLock(Duration next) {
    return new VaultSettings(mount, next, grace, checkEvery, hookLimit, systemUser);
  }

  public VaultSettings withGrace(Duration next) {
    return new VaultSettings(mount, idleLock, next, checkEvery, hookLimit, systemUser);
  }

  public VaultSettings withCheckEvery(Duration next) {
    return new VaultSettings(mount, idleLock, grace, next, hookLimit, systemUser);
  }

  public VaultSettings withHookLimit(Duration next) {
    return new VaultSettings(mount, idleLock, grace, checkEvery, next, systemUser);
  }

  public VaultSettings withSystemUser(@Nullable String next) {
    return new VaultSettings(mount, idleLock, grace, checkEvery, hookLimit, next);
  }
}
