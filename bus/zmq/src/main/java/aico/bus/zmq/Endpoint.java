package aico.bus.zmq;

/** What the bus needs of each of its endpoints. */
interface Endpoint {
  EndpointHealth health();

  /** Closes the sockets. Loop's thread only; again is no error. */
  void closeSockets();

  /** The bundle changed: a joined topic may have moved or have another key. Loop's thread only. */
  default void targetChanged() {}
}
