@NullMarked
package aico.bus.connector.it;

import org.jspecify.annotations.NullMarked;
