/** The process: its settings, its targets' threads, its health. {@link aico.bridge.app.Main}. */
@NullMarked
package aico.bridge.app;

import org.jspecify.annotations.NullMarked;
