package aico.audit.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Merkle proofs: made as RFC 6962, sections 2.1.1 and 2.1.2 define them, checked by the algorithms
 * of RFC 9162, sections 2.1.3.2 and 2.1.4.2, whose steps are quoted.
 */
public final class Proofs {
  private Proofs() {}

  /** {@code PATH(index, D[size])}: that the leaf stands in the tree of this size. */
  public static List<byte[]> inclusion(long index, long size, TreeHashes tree) {
    if (index < 0 || index >= size) {
      throw new AuditLogException("index: " + index + " (expected: 0 to " + (size - 1) + ")");
    }
    List<byte[]> path = new ArrayList<>();
    path(index, 0, size, tree, path);
    return path;
  }

  /** {@code PROOF(from, D[to])}: that the tree of size {@code to} extends that of {@code from}. */
  public static List<byte[]> consistency(long from, long to, TreeHashes tree) {
    if (from < 0 || from > to) {
      throw new AuditLogException("from: " + from + " (expected: 0 to " + to + ")");
    }
    List<byte[]> proof = new ArrayList<>();
    if (from > 0 && from < to) {
      subproof(from, 0, to, true, tree, proof);
    }
    return proof;
  }

  /** {@code MTH(D[from:to])}. */
  public static byte[] root(long from, long to, TreeHashes tree) {
    long width = to - from;
    if (width == 0) {
      return Hashes.emptyRoot();
    }
    if (Long.bitCount(width) == 1) {
      int height = Long.numberOfTrailingZeros(width);
      return tree.hash(height, from >>> height);
    }
    long k = Long.highestOneBit(width);
    return Hashes.node(root(from, from + k, tree), root(from + k, to, tree));
  }

  // PATH(m, D[n]) = PATH(m, D[0:k]) : MTH(D[k:n]) for m < k;
  //                 PATH(m - k, D[k:n]) : MTH(D[0:k]) for m >= k
  private static void path(long m, long from, long to, TreeHashes tree, List<byte[]> out) {
    if (to - from == 1) {
      return;
    }
    long k = split(to - from);
    if (m < k) {
      path(m, from, from + k, tree, out);
      out.add(root(from + k, to, tree));
    } else {
      path(m - k, from + k, to, tree, out);
      out.add(root(from, from + k, tree));
    }
  }

  // SUBPROOF(m, D[m], true) = {}; SUBPROOF(m, D[m], false) = {MTH(D[m])};
  // m <= k: SUBPROOF(m, D[0:k], b) : MTH(D[k:n]); m > k: SUBPROOF(m - k, D[k:n], false) :
  // MTH(D[0:k])
  private static void subproof(
      long m, long from, long to, boolean whole, TreeHashes tree, List<byte[]> out) {
    if (m == to - from) {
      if (!whole) {
        out.add(root(from, to, tree));
      }
      return;
    }
    long k = split(to - from);
    if (m <= k) {
      subproof(m, from, from + k, whole, tree, out);
      out.add(root(from + k, to, tree));
    } else {
      subproof(m - k, from + k, to, false, tree, out);
      out.add(root(from, from + k, tree));
    }
  }

  /** The largest power of two smaller than n. */
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  /** Whether the path proves the leaf hash at this index of the tree (RFC 9162, 2.1.3.2). */
  public static boolean verifyInclusion(
      long index, long size, byte[] leafHash, List<byte[]> path, byte[] root) {
    // 1. Compare leaf_index from the inclusion_proof_v2 structure against tree_size. If leaf_index
    //    is greater than or equal to tree_size, then fail the proof verification.
    if (index < 0 || index >= size) {
      return false;
    }
    // 2. Set fn to leaf_index and sn to tree_size - 1.
    long fn = index;
    long sn = size - 1;
    // 3. Set r to hash.
    byte[] r = leafHash;
    // 4. For each value p in the inclusion_path array:
    for (byte[] p : path) {
      // 4.a If sn is 0, then stop the iteration and fail the proof verification.
      if (sn == 0) {
        return false;
      }
      // 4.b If LSB(fn) is set, or if fn is equal to sn, then:
      if ((fn & 1) == 1 || fn == sn) {
        // 4.b.i Set r to HASH(0x01 || p || r).
        r = Hashes.node(p, r);
        // 4.b.ii If LSB(fn) is not set, then right-shift both fn and sn equally until either
        //        LSB(fn) is set or fn is 0.
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        // Otherwise: Set r to HASH(0x01 || r || p).
        r = Hashes.node(r, p);
      }
      // 4.c Finally, right-shift both fn and sn one time.
      fn >>>= 1;
      sn >>>= 1;
    }
    // 5. Compare sn to 0. Compare r against the root_hash.
    return sn == 0 && Arrays.equals(r, root);
  }

  /** Whether the proof shows the second tree to extend the first (RFC 9162, 2.1.4.2). */
  public static boolean verifyConsistency(
      long first, long second, byte[] firstRoot, byte[] secondRoot, List<byte[]> proof) {
    if (first < 0 || first > second) {
      return false;
    }
    // Not in the RFC's steps: equal sizes need no proof, and everything extends the empty tree.
    if (first == second) {
      return proof.isEmpty() && Arrays.equals(firstRoot, secondRoot);
    }
    if (first == 0) {
      return proof.isEmpty() && Arrays.equals(firstRoot, Hashes.emptyRoot());
    }
    // 1. If consistency_path is an empty array, stop and fail the proof verification.
    if (proof.isEmpty()) {
      return false;
    }
    // 2. If first is an exact power of 2, then prepend first_hash to the consistency_path array.
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(first) == 1) {
      path.addFirst(firstRoot);
    }
    // 3. Set fn to first - 1 and sn to second - 1.
    long fn = first - 1;
    long sn = second - 1;
    // 4. If LSB(fn) is set, then right-shift both fn and sn equally until LSB(fn) is not set.
    while ((fn & 1) == 1) {
      fn >>>= 1;
      sn >>>= 1;
    }
    // 5. Set both fr and sr to the first value in the consistency_path array.
    byte[] fr = path.getFirst();
    byte[] sr = fr;
    // 6. For each subsequent value c in the consistency_path array:
    for (byte[] c : path.subList(1, path.size())) {
      // 6.a If sn is 0, then stop the iteration and fail the proof verification.
      if (sn == 0) {
        return false;
      }
      // 6.b If LSB(fn) is set, or if fn is equal to sn, then:
      if ((fn & 1) == 1 || fn == sn) {
        // 6.b.i Set fr to HASH(0x01 || c || fr), sr to HASH(0x01 || c || sr).
        fr = Hashes.node(c, fr);
        sr = Hashes.node(c, sr);
        // 6.b.ii If LSB(fn) is not set, then right-shift both fn and sn equally until either
        //        LSB(fn) is set or fn is 0.
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        // Otherwise: Set sr to HASH(0x01 || sr || c).
        sr = Hashes.node(sr, c);
      }
      // 6.c Finally, right-shift both fn and sn one time.
      fn >>>= 1;
      sn >>>= 1;
    }
    // 7. Verify that the fr calculated is equal to the first_hash supplied, that the sr calculated
    //    is equal to the second_hash supplied, and that sn is 0.
    return Arrays.equals(fr, firstRoot) && Arrays.equals(sr, secondRoot) && sn == 0;
  }
}
