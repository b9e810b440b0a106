package aico.audit;

/** What a subscriber is told of an event. Used by the hub's thread only. */
public interface StreamView {
  /** Everything, byte for byte. */
  StreamView CLEAR =
      new StreamView() {
        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public byte[] of(byte[] leaf) {
          return leaf;
        }
      };

  /** Whether events can be told; until then the stream waits. */
  boolean isReady();

  /** Whether this one can be told; until then the stream waits. Never blocks. */
  default boolean isReadyFor(byte[] leaf) {
    return true;
  }

  /**
   * The leaf as it is told.
   *
   * @throws AuditException when it cannot be; then the stream ends
   */
  byte[] of(byte[] leaf);
}
