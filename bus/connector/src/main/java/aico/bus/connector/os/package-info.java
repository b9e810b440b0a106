/** What the operating system gives: the lifeline on standard input, the process's memory. */
@NullMarked
package aico.bus.connector.os;

import org.jspecify.annotations.NullMarked;
