package aico.audit;

import aico.audit.log.Hashes;

/** SHA-256, twice a record: a port, because the JDK's is slow without its second compiler. */
public interface Digests {
  byte[] sha256(byte[] bytes);

  /** The leaf's hash in the tree: {@code SHA-256(0x00 || leaf)}. */
  byte[] leaf(byte[] leaf);

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
    };
  }
}
