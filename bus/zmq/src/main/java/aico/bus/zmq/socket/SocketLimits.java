package aico.bus.zmq.socket;

/**
 * What one kind of endpoint lets through.
 *
 * @param receiveFrameBytes the largest frame a peer may send
 * @param receiveFrames the most frames of a message
 * @param sendQueue messages queued towards one peer
 * @param receiveQueue messages of one connection that the loop has not taken yet; more than a
 *     well-behaved peer ever has under way, see {@link SocketFactory}
 */
public record SocketLimits(
    int receiveFrameBytes, int receiveFrames, int sendQueue, int receiveQueue) {}
