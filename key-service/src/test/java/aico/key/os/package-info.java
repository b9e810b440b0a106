@NullMarked
package aico.key.os;

import org.jspecify.annotations.NullMarked;
