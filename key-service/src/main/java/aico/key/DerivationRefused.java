package aico.key;

/** A derivation did not take place; nothing was found out about the password. */
public final class DerivationRefused extends KeyException {
  /** Why. */
  public enum Reason {
    /** There is not the memory for it. */
    MEMORY,
    /** Too many are waiting already. */
    BUSY
  }

  private final Reason reason;

  private DerivationRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Less memory can be had than the derivation takes. */
  public static DerivationRefused memory(long availableKib, long neededKib) {
    return new DerivationRefused(
        Reason.MEMORY,
        "memory: %d KiB can be had (expected: >= %d); close other programs or raise the limit"
            .formatted(availableKib, neededKib));
  }

  /** The queue is full, or the wait in it was too long. */
  public static DerivationRefused busy(int limit) {
    return new DerivationRefused(
        Reason.BUSY, "derivations: the queue is full (expected: <= %d waiting)".formatted(limit));
  }

  public Reason reason() {
    return reason;
  }
}
