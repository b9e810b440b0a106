package aico.bus.zmq.socket;

/**
 * What one kind of endpoint lets through.
 *
 * @param receiveFrameBytes the largest frame a peer may send
 * @param receiveFrames the most frames of a message
 * @param highWaterMark messages queued for one peer, each way
 */
public record SocketLimits(int receiveFrameBytes, int receiveFrames, int highWaterMark) {}
