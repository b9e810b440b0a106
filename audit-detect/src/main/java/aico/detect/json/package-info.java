/** Takes fields out of leaves. */
@NullMarked
package aico.detect.json;

import org.jspecify.annotations.NullMarked;
