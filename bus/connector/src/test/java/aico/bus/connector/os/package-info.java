@NullMarked
package aico.bus.connector.os;

import org.jspecify.annotations.NullMarked;
