/**
 * The keys of an installation: which there are, what opens them, who gets them.
 *
 * <p>Start with {@link aico.key.Keyring}. A password or a recovery kit opens a slot of the user's
 * {@link aico.key.KeyFile}, which yields the master key; the master key yields one wrapping key,
 * which opens the keys of all vaults ({@link aico.key.VaultKeys}). Beside that, {@link
 * aico.key.InstallationKey} yields each service its own keys ({@link aico.key.ServiceKeys}), so
 * that the other services can start while everything is locked. {@link aico.key.Subjects} gives
 * them what the names in the trail are made unreadable with, and reads such names for whoever may.
 *
 * <p>This package decides and does not touch: files, native derivations, the trail, the clock and
 * random bytes are the interfaces {@link aico.key.KeyFiles}, {@link aico.key.KeyStore}, {@link
 * aico.key.PasswordDerivation}, {@link aico.key.Journal} and so on. Of the bus it uses only the
 * words of the contract and {@link aico.bus.crypto.SecretBytes} with its pure functions: every
 * secret stays in locked memory outside the heap.
 */
@NullMarked
package aico.key;

import org.jspecify.annotations.NullMarked;
