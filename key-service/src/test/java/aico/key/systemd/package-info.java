@NullMarked
package aico.key.systemd;

import org.jspecify.annotations.NullMarked;
