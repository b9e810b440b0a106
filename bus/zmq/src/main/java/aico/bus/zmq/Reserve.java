package aico.bus.zmq;

/** How much a record may use of what an outbox keeps back: of its limit, and of a full disk. */
public enum Reserve {
  /** Nothing. */
  NONE,

  /**
   * A part, for what lets a person in again (unlock, log-in, mount). However often that happens,
   * the rest stays for {@link #CLOSING}.
   */
  OPENING,

  /** All of it, for what only takes power away (lock, log-out, stop). */
  CLOSING
}
