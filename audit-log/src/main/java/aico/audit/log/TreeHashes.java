package aico.audit.log;

/** Gives the hashes inside a tree, from which proofs are made. */
@FunctionalInterface
public interface TreeHashes {
  /**
   * The hash of a perfect subtree: {@code MTH(D[index * 2^height : (index + 1) * 2^height])}.
   *
   * @throws AuditLogException when the tree does not reach so far
   */
  byte[] hash(int height, long index);
}
