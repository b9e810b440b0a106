@NullMarked
package aico.bus.connector.sample.full;

import org.jspecify.annotations.NullMarked;
