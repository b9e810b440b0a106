@NullMarked
package aico.key;

import org.jspecify.annotations.NullMarked;
