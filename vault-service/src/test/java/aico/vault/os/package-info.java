@NullMarked
package aico.vault.os;

import org.jspecify.annotations.NullMarked;
