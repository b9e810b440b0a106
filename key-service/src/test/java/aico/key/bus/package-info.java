@NullMarked
package aico.key.bus;

import org.jspecify.annotations.NullMarked;
