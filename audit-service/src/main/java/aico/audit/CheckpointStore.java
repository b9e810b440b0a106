package aico.audit;

/** Keeps the last checkpoint. */
@FunctionalInterface
public interface CheckpointStore {
  /** Returns when the note is on disk in place of the last one. */
  void put(byte[] note);
}
