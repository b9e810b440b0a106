@NullMarked
package aico.vault;

import org.jspecify.annotations.NullMarked;
