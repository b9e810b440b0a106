package aico.bus.zmq;

/** Hears of refused connections; called on a virtual thread. */
@FunctionalInterface
public interface RefusalListener {
  void refused(PeerRefused refused);
}
