@NullMarked
package aico.key.app;

import org.jspecify.annotations.NullMarked;
