package aico.audit;

import java.util.List;

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

  /**
   * What became of messages handed over together.
   *
   * @param count how many of them were sent, from the first on
   * @param outcome of the one behind those, or of the last
   */
  record Sent(int count, Outcome outcome) {}

  /** Hands messages over in order, up to the first that is not sent. */
  default Sent sendAll(List<StreamTell> messages) {
    int count = 0;
    for (StreamTell message : messages) {
      Outcome outcome = send(message);
      if (outcome != Outcome.SENT) {
        return new Sent(count, outcome);
      }
      count++;
    }
    return new Sent(count, Outcome.SENT);
  }
}
