package aico.bus.zmq.socket;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * A received message.
 *
 * @param frames at most as many as were asked for, and one more to show that there were more
 * @param metadata of the connection it came over; null for a connection within the process
 */
record Message(List<byte[]> frames, @Nullable Metadata metadata) {

  /** The next message, or null when there is none. */
  static @Nullable Message receive(ZMQ.Socket socket, int maxFrames) {
    Msg part = socket.recvMsg(ZMQ.DONTWAIT);
    if (part == null) {
      return null;
    }
    List<byte[]> frames = new ArrayList<>(maxFrames);
    frames.add(part.data());
    while (part.hasMore()) {
      part = socket.recvMsg(ZMQ.DONTWAIT);
      if (part == null) {
        return null;
      }
      if (frames.size() <= maxFrames) {
        frames.add(part.data());
      }
    }
    return new Message(frames, part.getMetadata());
  }
}
