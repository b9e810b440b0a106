package aico.audit.log;

import java.security.MessageDigest;
import java.util.List;

/** RFC 6962's definition of MTH word for word, over a list in memory: the oracle of the tests. */
final class NaiveTree {
  private NaiveTree() {}

  static TreeHashes of(List<byte[]> leafHashes) {
    return (height, index) -> {
      int from = Math.toIntExact(index << height);
      int to = from + (1 << height);
      if (to > leafHashes.size()) {
        throw new AuditLogException("hash: beyond the tree");
      }
      return root(leafHashes.subList(from, to));
    };
  }

  static byte[] root(List<byte[]> leafHashes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      int n = leafHashes.size();
      if (n == 0) {
        return sha256.digest();
      }
      if (n == 1) {
        return leafHashes.getFirst();
      }
      int k = 1;
      while (2 * k < n) {
        k *= 2;
      }
      byte[] left = root(leafHashes.subList(0, k));
      byte[] right = root(leafHashes.subList(k, n));
      sha256.update((byte) 1);
      sha256.update(left);
      return sha256.digest(right);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
