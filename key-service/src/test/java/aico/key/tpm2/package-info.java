@NullMarked
package aico.key.tpm2;

import org.jspecify.annotations.NullMarked;
