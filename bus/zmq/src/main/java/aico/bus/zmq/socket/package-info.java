/**
 * What is special to JeroMQ 0.6.0: hardened sockets, authentication, and the guard over
 * connections.
 *
 * <p>Start with {@link aico.bus.zmq.socket.SocketFactory}: it makes every socket of the bus and
 * says which fault of JeroMQ each option stops. {@link aico.bus.zmq.socket.EventLoop} is the one
 * thread that owns them. {@link aico.bus.zmq.socket.ZapHandler} answers who may connect; what it
 * answers comes back with every message as a {@link aico.bus.zmq.socket.Peer}. {@link
 * aico.bus.zmq.socket.ConnectionGuard} watches the connections of a bound socket and ends those
 * that do not authenticate in time or whose key was taken off the list. {@link
 * aico.bus.zmq.socket.ConnectedSocket} keeps a client connected.
 */
@NullMarked
package aico.bus.zmq.socket;

import org.jspecify.annotations.NullMarked;
