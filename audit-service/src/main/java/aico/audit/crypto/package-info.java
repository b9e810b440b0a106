/** The key that signs checkpoints, in libsodium's memory. */
@NullMarked
package aico.audit.crypto;

import org.jspecify.annotations.NullMarked;
