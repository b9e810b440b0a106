package aico.vault;

import java.nio.file.Path;

/**
 * A vault as others see it.
 *
 * @param path where its files are while it is mounted
 * @param detail why it is absent, damaged, or not locked yet; empty otherwise
 */
public record VaultView(VaultName name, VaultState state, Path path, String detail) {}
