@NullMarked
package aico.vault.app;

import org.jspecify.annotations.NullMarked;
