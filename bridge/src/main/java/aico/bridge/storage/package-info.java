/** The bridge's files: what it is to do, how far each target is, and the target that is a file. */
@NullMarked
package aico.bridge.storage;

import org.jspecify.annotations.NullMarked;
