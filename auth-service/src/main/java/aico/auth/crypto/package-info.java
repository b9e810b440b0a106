/**
 * JSON Web Signatures, session secrets and Ed25519 keys.
 *
 * <p>{@link aico.auth.crypto.JoseAttestationVerifier} judges what comes in, {@link
 * aico.auth.crypto.JoseTokenSigner} makes what goes out.
 */
@NullMarked
package aico.auth.crypto;

import org.jspecify.annotations.NullMarked;
