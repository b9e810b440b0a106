package aico.bus.zmq.socket;

/**
 * What one kind of endpoint lets through.
 *
 * @param receiveFrameBytes the largest frame a peer may send
 * @param receiveFrames the most frames of a message
 * @param sendQueue messages queued towards one peer
 */
public record SocketLimits(int receiveFrameBytes, int receiveFrames, int sendQueue) {}
