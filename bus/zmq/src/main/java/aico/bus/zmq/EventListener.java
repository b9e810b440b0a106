package aico.bus.zmq;

/**
 * Hears a topic's events, one at a time and in order, on a virtual thread. Events are best effort:
 * {@link #onGap} says when to ask the owner for its state.
 */
public interface EventListener {

  /** An event other than a heartbeat. */
  void onEvent(BusEvent event);

  /** A heartbeat, once a second, with the small state that its owner supplies. */
  default void onHeartbeat(BusEvent heartbeat) {}

  /**
   * Something may have been missed: the first contact, a gap in the sequence, a new incarnation of
   * the publisher, or a listener that fell behind. Called before the event or heartbeat that showed
   * it.
   */
  void onGap();

  /** Neither event nor heartbeat for 3 s. Called once until something comes again. */
  void onSilence();
}
