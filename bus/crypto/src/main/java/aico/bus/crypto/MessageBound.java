package aico.bus.crypto;

import java.util.Map;
import java.util.WeakHashMap;

/**
 * Ends the connection of a peer whose message has no end. JeroMQ limits the size of a frame, not
 * how many a message may have, and keeps them all until the last one; every frame of CurveZMQ
 * passes here after it was opened.
 *
 * <p>A connection is known by the array with its shared key, and served by one thread of JeroMQ's
 * only.
 */
public final class MessageBound {
  /** The most frames of a message. */
  public static final int FRAMES = 32;

  /** The most bytes of a message, all its frames together. */
  public static final int BYTES = 4 * 1024 * 1024;

  /** Where NaCl's calling form has the flags of a MESSAGE command's plaintext. */
  private static final int FLAGS_AT = 32;

  private static final int MORE = 1;
  private static final int COMMAND = 2;

  /** What a connection has sent of the message it is in the middle of. */
  private static final class Begun {
    private int frames;
    private long bytes;
  }

  /** The messages begun on this thread's connections; what a connection left goes with its key. */
  private static final class Connections {
    private final Map<byte[], Begun> begun = new WeakHashMap<>();
    private boolean refused;
  }

  private static final ThreadLocal<Connections> CONNECTIONS =
      ThreadLocal.withInitial(Connections::new);

  private MessageBound() {}

  /**
   * Takes an opened frame into account.
   *
   * @param key the connection's shared key, the same array for all its frames
   * @param plaintext 32 zero bytes, the flags, and the frame
   * @param length of all that
   * @return false when the message it belongs to is too long
   */
  public static boolean admits(byte[] key, byte[] plaintext, long length) {
    if (length <= FLAGS_AT || (plaintext[FLAGS_AT] & COMMAND) != 0) {
      return true;
    }
    Connections connections = CONNECTIONS.get();
    boolean more = (plaintext[FLAGS_AT] & MORE) != 0;
    if (!more && connections.begun.isEmpty()) {
      return true;
    }
    Begun message = connections.begun.get(key);
    if (message == null) {
      if (!more) {
        return true;
      }
      message = new Begun();
      connections.begun.put(key, message);
    }
    message.frames++;
    message.bytes += length - FLAGS_AT - 1;
    boolean admitted = message.frames <= FRAMES && message.bytes <= BYTES;
    if (!more || !admitted) {
      connections.begun.remove(key);
    }
    connections.refused |= !admitted;
    return admitted;
  }

  /** Whether a message was refused on this thread since the last call. */
  public static boolean takeRefused() {
    Connections connections = CONNECTIONS.get();
    boolean refused = connections.refused;
    connections.refused = false;
    return refused;
  }
}
