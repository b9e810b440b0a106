package aico.audit;

import aico.audit.log.MerkleTree.Partial;
import java.util.List;

/**
 * What a start may take for known instead of reading it from the log: the tree over the first
 * leaves, and the producers' records up to a later one.
 *
 * @param treeSize leaves that the tree covers, as a checkpoint did
 * @param partials the unfinished tiles of its right edge
 * @param recordsSize leaves that the records cover, at least as many
 * @param records as {@link StoredRecords#encode} wrote them
 */
public record Snapshot(long treeSize, List<Partial> partials, long recordsSize, byte[] records) {}
