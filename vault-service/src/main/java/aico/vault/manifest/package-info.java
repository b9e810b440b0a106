/**
 * Manifests in files.
 *
 * <p>{@code <vault id>.manifest} is UTF-8 text, lines ending in LF:
 *
 * <pre>
 * aico-vault-manifest 1
 * vault &lt;32 hex&gt;
 * sealed &lt;RFC 3339&gt;
 * finding &lt;fault&gt; &lt;RFC 3339&gt; &lt;inode&gt; &lt;path&gt;        any number
 * file &lt;SHA-256, hex&gt; &lt;bytes&gt; &lt;ctime, ns&gt; &lt;inode&gt; &lt;path&gt;   any number, by path
 * mac &lt;64 hex&gt;
 * </pre>
 *
 * <p>Paths are relative to the ciphertext; bytes that are not printable ASCII, blanks and percent
 * signs stand as {@code %xx}. They are in the order in which a walk that goes through each folder
 * by name meets them. The mac is HKDF-SHA-512 of the service key {@code vault-manifest} without
 * salt, with info {@code "vault-manifest "} and the SHA-256, in hex, of all lines before it.
 *
 * <p>{@code <vault id>.open} holds since when the vault may have been written to, RFC 3339: its
 * first mount since the manifest was made, or the beginning of the check that made it.
 */
@NullMarked
package aico.vault.manifest;

import org.jspecify.annotations.NullMarked;
