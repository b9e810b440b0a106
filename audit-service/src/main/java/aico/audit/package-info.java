/**
 * The audit trail: records come in, become leaves of an append-only log, are proven by a Merkle
 * tree, and go out to whoever may read them.
 *
 * <p>Flow: {@link aico.audit.Journal} takes records, lets {@link aico.audit.RecordCheck} and {@link
 * aico.audit.Duplicates} judge them, and appends them in batches to the {@link
 * aico.audit.LeafStore}; {@link aico.audit.Checkpoints} follows at most once a second with tiles
 * and a signed checkpoint; {@link aico.audit.StreamHub} hands the leaves to integrators. Start
 * reading at {@link aico.audit.Journal}. The bytes are told in {@code FORMAT.md}.
 */
@NullMarked
package aico.audit;

import org.jspecify.annotations.NullMarked;
