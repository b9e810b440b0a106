/** What key-service asks the operating system: how much memory can still be had. */
@NullMarked
package aico.key.os;

import org.jspecify.annotations.NullMarked;
