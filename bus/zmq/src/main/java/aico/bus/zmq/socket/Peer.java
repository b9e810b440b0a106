package aico.bus.zmq.socket;

/**
 * Who is on the other end of an accepted connection, as the ZAP handler saw it.
 *
 * @param connection number of the handshake, unique within the bus
 * @param publicKey its CURVE public key, 64 lower-case hex digits
 */
public record Peer(long connection, String principal, String publicKey) {}
