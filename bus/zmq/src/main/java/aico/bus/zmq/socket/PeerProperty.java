package aico.bus.zmq.socket;

import aico.bus.crypto.Hex;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import zmq.io.Metadata;

/**
 * The connection property that says who a peer is.
 *
 * <p>JeroMQ 0.6.0 lets the properties that a peer sends of itself in its INITIATE command overwrite
 * those that the ZAP handler answered, {@code User-Id} among them: a listed peer could act as any
 * other. So the handler answers with one more property, whose name is random and never leaves the
 * process; a peer cannot overwrite what it cannot name.
 */
final class PeerProperty {
  private static final String ROUTING_ID = "Identity";

  private final String name;

  PeerProperty() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    name = "X-" + Hex.encode(random);
  }

  /** The property as ZAP metadata: u8 length, name, u32be length, value (RFC 27, ZMTP 3.0). */
  byte[] encode(Peer peer) {
    byte[] key = name.getBytes(StandardCharsets.US_ASCII);
    byte[] value =
        (peer.connection() + " " + peer.publicKey() + " " + peer.principal())
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(key.length);
    out.writeBytes(key);
    out.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
    out.writeBytes(value);
    return out.toByteArray();
  }

  /** The peer, or null when the connection is not authenticated. */
  @Nullable Peer decode(@Nullable Metadata metadata) {
    String value = metadata == null ? null : metadata.get(name);
    if (value == null) {
      return null;
    }
    String[] parts = value.split(" ", 3);
    return new Peer(Long.parseLong(parts[0]), parts[2], parts[1]);
  }

  /** Whether the peer chose a routing id: it could then take over that of another. */
  static boolean hasRoutingId(Metadata metadata) {
    String id = metadata.get(ROUTING_ID);
    return id != null && !id.isEmpty();
  }
}
