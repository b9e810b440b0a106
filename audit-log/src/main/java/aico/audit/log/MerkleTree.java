package aico.audit.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A growing Merkle tree that keeps only its right edge: one unfinished tile a level, at most 8 KiB
 * each. Full tiles go to the sink as they are finished, lower levels first.
 */
public final class MerkleTree {
  private final Sink sink;
  private final BinaryOperator<byte[]> node;
  private final List<Edge> edges = new ArrayList<>();
  private long size;

  /** Takes a tile that just became full. */
  @FunctionalInterface
  public interface Sink {
    void full(Tile tile, byte[] hashes);
  }

  private static final class Edge {
    private final byte[] hashes = new byte[Tile.WIDTH * Hashes.SIZE_BYTES];
    private long index;
    private int width;

    private byte[] hash(int n) {
      return Arrays.copyOfRange(hashes, n * Hashes.SIZE_BYTES, (n + 1) * Hashes.SIZE_BYTES);
    }
  }

  /** An unfinished tile: {@code hashes} is {@code tile.width()} times 32 bytes. */
  public record Partial(Tile tile, byte[] hashes) {}

  public MerkleTree(Sink sink) {
    this(sink, Hashes::node);
  }

  private MerkleTree(Sink sink, BinaryOperator<byte[]> node) {
    this.sink = sink;
    this.node = node;
  }

  /**
   * A tree of which the right edge was kept.
   *
   * @param partials as {@link #partials} gave them
   * @throws AuditLogException when they are not those of a tree of this size
   */
  public static MerkleTree restore(long size, List<Partial> partials, Sink sink) {
    MerkleTree tree = new MerkleTree(sink);
    tree.size = size;
    int used = 0;
    for (int level = 0; level == 0 || Tile.hashesAt(level, size) > 0; level++) {
      Edge edge = new Edge();
      long hashes = Tile.hashesAt(level, size);
      edge.index = hashes / Tile.WIDTH;
      edge.width = (int) (hashes % Tile.WIDTH);
      if (edge.width > 0) {
        Tile expected = new Tile(level, edge.index, edge.width);
        if (used == partials.size()
            || !partials.get(used).tile().equals(expected)
            || partials.get(used).hashes().length != edge.width * Hashes.SIZE_BYTES) {
          throw new AuditLogException("tree: no edge of " + size + " leaves");
        }
        System.arraycopy(
            partials.get(used++).hashes(), 0, edge.hashes, 0, edge.width * Hashes.SIZE_BYTES);
      }
      tree.edges.add(edge);
    }
    if (used != partials.size()) {
      throw new AuditLogException("tree: no edge of " + size + " leaves");
    }
    return tree;
  }

  /** The same tree once more, to go back to when what follows fails. */
  public MerkleTree copy() {
    return copy(sink, node);
  }

  /** The same tree once more, with {@link Hashes#node} done by somebody who is quicker. */
  public MerkleTree hashingBy(BinaryOperator<byte[]> quickerNode) {
    return copy(sink, quickerNode);
  }

  /** The same tree once more, whose full tiles go elsewhere. */
  public MerkleTree withSink(Sink otherSink) {
    return copy(otherSink, node);
  }

  private MerkleTree copy(Sink toSink, BinaryOperator<byte[]> byNode) {
    MerkleTree copy = new MerkleTree(toSink, byNode);
    copy.size = size;
    for (Edge edge : edges) {
      Edge same = new Edge();
      System.arraycopy(edge.hashes, 0, same.hashes, 0, edge.hashes.length);
      same.index = edge.index;
      same.width = edge.width;
      copy.edges.add(same);
    }
    return copy;
  }

  /** Leaves so far. */
  public long size() {
    return size;
  }

  /** Adds the next leaf's hash. */
  public void append(byte[] leafHash) {
    size++;
    append(0, leafHash);
  }

  private void append(int level, byte[] hash) {
    if (level == edges.size()) {
      edges.add(new Edge());
    }
    Edge edge = edges.get(level);
    System.arraycopy(hash, 0, edge.hashes, edge.width * Hashes.SIZE_BYTES, Hashes.SIZE_BYTES);
    edge.width++;
    if (edge.width == Tile.WIDTH) {
      byte[] root = perfectRoot(edge, 0, Tile.WIDTH);
      sink.full(new Tile(level, edge.index, Tile.WIDTH), edge.hashes.clone());
      edge.index++;
      edge.width = 0;
      append(level + 1, root);
    }
  }

  /** The unfinished tiles that a checkpoint of this size needs; empty ones do not exist. */
  public List<Partial> partials() {
    List<Partial> partials = new ArrayList<>();
    for (int level = 0; level < edges.size(); level++) {
      Edge edge = edges.get(level);
      if (edge.width > 0) {
        partials.add(
            new Partial(
                new Tile(level, edge.index, edge.width),
                Arrays.copyOf(edge.hashes, edge.width * Hashes.SIZE_BYTES)));
      }
    }
    return partials;
  }

  /**
   * {@code MTH(D[0:size])} of RFC 6962, section 2.1: the perfect subtrees along the right edge,
   * joined from the right.
   */
  public byte[] root() {
    byte @Nullable [] root = null;
    for (Edge edge : edges) {
      int end = edge.width;
      while (end > 0) {
        int perfect = Integer.lowestOneBit(end);
        byte[] left = perfectRoot(edge, end - perfect, end);
        root = root == null ? left : node.apply(left, root);
        end -= perfect;
      }
    }
    return root == null ? Hashes.emptyRoot() : root;
  }

  private byte[] perfectRoot(Edge edge, int from, int to) {
    if (to - from == 1) {
      return edge.hash(from);
    }
    int middle = (from + to) >>> 1;
    return node.apply(perfectRoot(edge, from, middle), perfectRoot(edge, middle, to));
  }
}
