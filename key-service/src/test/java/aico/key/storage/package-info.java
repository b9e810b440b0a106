@NullMarked
package aico.key.storage;

import org.jspecify.annotations.NullMarked;
