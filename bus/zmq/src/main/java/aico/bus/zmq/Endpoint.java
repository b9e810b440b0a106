package aico.bus.zmq;

/** What the bus needs of each of its endpoints. */
interface Endpoint {
  EndpointHealth health();

  /** Closes the sockets. Loop's thread only; again is no error. */
  void closeSockets();

  /** The bundle changed: a joined topic may have moved or have another key. Loop's thread only. */
  default void targetChanged() {}

  /** This principal has another key. Loop's thread only. */
  default void keyChanged() {}

  /** Whether connections under an earlier key are still in use. Any thread. */
  default boolean isMoving() {
    return false;
  }

  /** No connection under an earlier key of this principal is to live on. Loop's thread only. */
  default void overlapEnded() {}
}
