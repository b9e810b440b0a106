/**
 * The encrypted bus: requests, events, records and streams over CurveZMQ, without a broker.
 *
 * <p>Start with {@link aico.bus.zmq.Bus}: it reads a principal's {@link aico.bus.zmq.Bundle}, and
 * from it opens the endpoints that the bundle allows. What goes over the wire stands in {@code
 * bus/PROTOCOL.md}; the {@code *Frames} classes here are its only readers and writers.
 *
 * <p>A message's way in: JeroMQ's I/O thread decrypts it, {@code socket.EventLoop} (one platform
 * thread that owns every socket of the bus) receives it, the endpoint class checks the sender's
 * User-Id against the allow-list of its topic and decodes the frames, and a virtual thread runs the
 * handler. Its way out is a task handed to the same loop. {@code socket} holds what is special to
 * JeroMQ (hardening, ZAP, the guard over connections), {@code outbox} the durable queue of records;
 * neither sees the other.
 */
@NullMarked
package aico.bus.zmq;

import org.jspecify.annotations.NullMarked;
