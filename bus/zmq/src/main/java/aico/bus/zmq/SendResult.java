package aico.bus.zmq;

/** What became of a message to one peer. */
public enum SendResult {
  /** Queued for the peer. */
  SENT,
  /** The peer's queue is full: try again later. */
  FULL,
  /** The connection is gone. */
  GONE
}
