/**
 * vault-service on the bus. Requests arrive at {@link aico.vault.bus.VaultRequests}; {@link
 * aico.vault.bus.KeyFollower} keeps vaults in step with key-service; {@link
 * aico.vault.bus.BusVaultKeys} fetches keys and {@link aico.vault.bus.TrailRecorder} records.
 */
@NullMarked
package aico.vault.bus;

import org.jspecify.annotations.NullMarked;
