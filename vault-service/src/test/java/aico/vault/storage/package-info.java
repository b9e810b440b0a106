@NullMarked
package aico.vault.storage;

import org.jspecify.annotations.NullMarked;
