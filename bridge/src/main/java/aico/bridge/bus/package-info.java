/** The subscriber of {@code audit.stream} behind each target. */
@NullMarked
package aico.bridge.bus;

import org.jspecify.annotations.NullMarked;
