/**
 * Puts vault-service together: {@link aico.vault.app.VaultBeans} makes the domain from its
 * adapters, {@link aico.vault.app.VaultChannels} is its side of the bus, {@link
 * aico.vault.app.VaultLife} starts and stops it.
 */
@NullMarked
package aico.vault.app;

import org.jspecify.annotations.NullMarked;
