package aico.bus.connector;

/**
 * What the heartbeats of an own topic of events carry, once a second. A service that has some
 * supplies a bean.
 */
public interface HeartbeatState {

  /** The topic, such as {@code auth.events}. */
  String topic();

  /** A small record or JSON tree; must not block. */
  Object state();
}
