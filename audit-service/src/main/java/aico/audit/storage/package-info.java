/**
 * The files of the state folder: segments, tiles, checkpoint, cursors, integrators. {@link
 * aico.audit.storage.Recovery} reads the log at start, {@link aico.audit.storage.SegmentStore}
 * appends to it, {@link aico.audit.storage.TileFolder} writes what follows from it.
 */
@NullMarked
package aico.audit.storage;

import org.jspecify.annotations.NullMarked;
