/**
 * The installation key sealed by a TPM 2.0, through the tools of the TSS project (tpm2-tools).
 * Start with {@link aico.key.tpm2.Tpm2KeyStore}.
 */
@NullMarked
package aico.key.tpm2;

import org.jspecify.annotations.NullMarked;
