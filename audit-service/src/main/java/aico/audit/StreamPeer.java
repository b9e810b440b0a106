package aico.audit;

/** One live connection of a subscriber; equal to itself however often it is met. */
public interface StreamPeer {
  /** What became of a message. */
  enum Outcome {
    SENT,
    /** The peer reads slowly: try again later. */
    FULL,
    /** The connection is gone. */
    GONE
  }

  /** The authenticated principal, {@code integrator/<name>}. */
  String principal();

  /** Hands a message over without waiting for the peer. */
  Outcome send(StreamTell message);
}
