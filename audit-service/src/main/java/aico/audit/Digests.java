package aico.audit;

import aico.audit.log.Hashes;

/** SHA-256, three times a record: a port, because the JDK's is slow without its second compiler. */
public interface Digests {
  byte[] sha256(byte[] bytes);

  /** The leaf's hash in the tree: {@code SHA-256(0x00 || leaf)}. */
  byte[] leaf(byte[] leaf);

  /** A node's hash in the tree: {@code SHA-256(0x01 || left || right)}. */
  byte[] node(byte[] left, byte[] right);

  /** The JDK's. */
  static Digests ofTheJdk() {
    return new Digests() {
      @Override
      public byte[] sha256(byte[] bytes) {
        return Hashes.sha256().digest(bytes);
      }

      @Override
      public byte[] leaf(byte[] leaf) {
        return Hashes.leaf(leaf);
      }

      @Override
      public byte[] node(byte[] left, byte[] right) {
        return Hashes.node(left, right);
      }
    };
  }
}
