package aico.bus.zmq;

import aico.bus.contract.TopicKind;

/**
 * How one endpoint is.
 *
 * @param owner whether this process binds the topic
 * @param detail words for people; empty when up
 */
public record EndpointHealth(
    String topic, TopicKind kind, boolean owner, State state, String detail) {

  /** States of an endpoint. */
  public enum State {
    /** Bound, or connected and authenticated. */
    UP,
    /** Not connected; it keeps trying. */
    CONNECTING,
    /** Closed, or broken until the process starts anew. */
    DOWN
  }
}
