/**
 * What key-service computes with secrets: {@link aico.key.crypto.Argon2id} on libargon2 behind
 * {@link aico.key.crypto.DerivationQueue}, the words of the recovery kit, the signature of an
 * unlock. Start with {@link aico.key.crypto.Argon2id}.
 */
@NullMarked
package aico.key.crypto;

import org.jspecify.annotations.NullMarked;
