@NullMarked
package aico.bus.connector.token;

import org.jspecify.annotations.NullMarked;
