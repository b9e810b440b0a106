/** What the operating system gives: the lifeline on standard input, memory, the host's name. */
@NullMarked
package aico.bridge.os;

import org.jspecify.annotations.NullMarked;
