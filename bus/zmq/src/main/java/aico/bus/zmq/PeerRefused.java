package aico.bus.zmq;

/**
 * A connection that ended without being authenticated, or for what its peer sent.
 *
 * @param address the peer's IP address, without its port
 */
public record PeerRefused(String topic, String address, Reason reason) {

  /** Why it was refused. */
  public enum Reason {
    /** Its key is not on the topic's list. */
    KEY,
    /** It spoke something else than CurveZMQ to this server's key, or left half-way. */
    PROTOCOL,
    /**
     * It did not finish the handshake in time, or more connections came than may wait. JeroMQ's own
     * connects do so once in a hundred times; only many in a minute mean anything.
     */
    STALLED,
    /** Its key is on the list, but it sent a message without an end. */
    ENDLESS
  }
}
