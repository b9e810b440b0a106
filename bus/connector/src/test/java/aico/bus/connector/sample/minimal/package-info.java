@NullMarked
package aico.bus.connector.sample.minimal;

import org.jspecify.annotations.NullMarked;
