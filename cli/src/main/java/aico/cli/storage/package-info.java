/**
 * The files of a home: strict JSON in, whole files out. {@link aico.cli.storage.PlacedFile} is how
 * every file gets its owner and mode before it appears under its name.
 */
@NullMarked
package aico.cli.storage;

import org.jspecify.annotations.NullMarked;
