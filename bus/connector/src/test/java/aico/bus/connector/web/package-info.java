@NullMarked
package aico.bus.connector.web;

import org.jspecify.annotations.NullMarked;
