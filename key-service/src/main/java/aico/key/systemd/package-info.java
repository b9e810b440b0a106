/**
 * The installation key as a systemd credential: sealed by systemd-creds(1) with the machine's host
 * key, its TPM or both. Start with {@link aico.key.systemd.CredentialKeyStore}.
 */
@NullMarked
package aico.key.systemd;

import org.jspecify.annotations.NullMarked;
