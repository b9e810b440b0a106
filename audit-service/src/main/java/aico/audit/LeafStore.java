package aico.audit;

/** Where leaves are appended. Used by one thread only; {@link #size} may be read by all. */
public interface LeafStore {
  /** Leaves that are on disk and stay there. */
  long size();

  /** Takes a leaf into the batch; its index is {@link #size} plus what the batch holds already. */
  void append(byte[] leaf);

  /**
   * Writes the batch and syncs it; afterwards {@link #size} counts it.
   *
   * @throws NotStored when the batch could not be written; it is dropped
   * @throws StoreBroken when nothing is known of it; the store must not be used again
   */
  void commit();

  /** Drops the batch. */
  void discard();
}
