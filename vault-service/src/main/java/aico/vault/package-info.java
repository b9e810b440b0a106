/**
 * Encrypted folders that exist only while they are open: what a vault is, the states it goes
 * through, and in which order things happen so that neither a crash nor a lock leaves data readable
 * or lost.
 *
 * <p>Start with {@link aico.vault.Vaults}: every request and every event about keys arrives there
 * and is carried out under the turn of one {@link aico.vault.Vault}. {@link aico.vault.Creator},
 * {@link aico.vault.Mounter} and {@link aico.vault.Locker} hold the three sequences; {@link
 * aico.vault.Looker} says before a mount whether a vault is as it was left; {@link
 * aico.vault.KeyWatch} decides from what key-service says when to mount and when to lock. What they
 * touch lies behind ports: {@link aico.vault.Gocryptfs}, {@link aico.vault.VaultKeys}, {@link
 * aico.vault.Recorder}, {@link aico.vault.Registry}, {@link aico.vault.VaultFolders}, {@link
 * aico.vault.MountPoints}; the operating system's own are {@link aico.vault.MountTable} and {@link
 * aico.vault.Processes}.
 *
 * <p>Locked means: synced, unmounted, and the gocryptfs process gone.
 */
@NullMarked
package aico.vault;

import org.jspecify.annotations.NullMarked;
