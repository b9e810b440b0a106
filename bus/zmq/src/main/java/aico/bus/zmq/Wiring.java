package aico.bus.zmq;

import aico.bus.zmq.socket.EventLoop;
import aico.bus.zmq.socket.SocketFactory;
import aico.bus.zmq.socket.ZapHandler;
import java.util.function.Consumer;

/** What every endpoint of one bus shares. */
record Wiring(
    SocketFactory factory,
    EventLoop loop,
    ZapHandler zap,
    BusMeters meters,
    Consumer<PeerRefused> refusals,
    Consumer<Endpoint> closed) {

  /** Closes an endpoint at its owner's wish; the bus then knows it no more. */
  void close(Endpoint endpoint) {
    loop.executeAndWait(endpoint::closeSockets);
    closed.accept(endpoint);
  }
}
