/**
 * Reads and verifies an audit log with nothing but the JDK and the log's folder: no service, no
 * network, no parser of JSON. The bytes are told in {@code audit-service/FORMAT.md}.
 *
 * <p>Flow: {@link LogReader} walks {@link SegmentReader}s and yields leaves in order; {@link
 * MerkleTree} hashes them (RFC 6962) into {@link Tile}s as C2SP tlog-tiles has them; {@link
 * Checkpoint} is what the log signed about them, a {@link SignedNote} checked with a {@link Vkey};
 * {@link Proofs} makes and checks inclusion and consistency proofs. Start reading at {@link
 * LogVerifier}, which holds all of these against each other.
 */
@NullMarked
package aico.audit.log;

import org.jspecify.annotations.NullMarked;
