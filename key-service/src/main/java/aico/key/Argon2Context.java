package aico.key;

/**
 * The three costs at which keys are derived with Argon2id (RFC 9106, version 0x13). They are the
 * least that is ever used: nothing falls back to less.
 */
public enum Argon2Context {
  /** A person's master password, the one secret that may be guessable. */
  MASTER(1024 * 1024, 3, 4),
  /** The key that wraps vault keys, from the master key. */
  FILE(256 * 1024, 2, 2),
  /** Pairing and roaming, where a wait would be felt each time. */
  AUTHENTICATION(64 * 1024, 1, 1);

  private final int memoryKib;
  private final int passes;
  private final int lanes;

  Argon2Context(int memoryKib, int passes, int lanes) {
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.lanes = lanes;
  }

  public int memoryKib() {
    return memoryKib;
  }

  public int passes() {
    return passes;
  }

  public int lanes() {
    return lanes;
  }
}
