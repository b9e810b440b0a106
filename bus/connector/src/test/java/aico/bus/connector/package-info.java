@NullMarked
package aico.bus.connector;

import org.jspecify.annotations.NullMarked;
