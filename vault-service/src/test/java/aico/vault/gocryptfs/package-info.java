@NullMarked
package aico.vault.gocryptfs;

import org.jspecify.annotations.NullMarked;
