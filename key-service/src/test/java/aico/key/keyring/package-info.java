@NullMarked
package aico.key.keyring;

import org.jspecify.annotations.NullMarked;
