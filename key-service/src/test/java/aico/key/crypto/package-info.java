@NullMarked
package aico.key.crypto;

import org.jspecify.annotations.NullMarked;
