/**
 * What vault-service keeps on disk: the registry ({@link aico.vault.storage.FileRegistry}), the
 * unlocks that a person has ended ({@link aico.vault.storage.FileUnlockMemory}), and the folders of
 * the vaults ({@link aico.vault.storage.FileVaultFolders}). Each state file is one JSON object with
 * a version, read strictly through {@link aico.vault.storage.StateFile} and replaced as a whole by
 * {@link aico.vault.storage.DurableFile}.
 */
@NullMarked
package aico.vault.storage;

import org.jspecify.annotations.NullMarked;
