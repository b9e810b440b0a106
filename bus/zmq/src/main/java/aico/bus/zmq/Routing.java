package aico.bus.zmq;

import aico.bus.crypto.Hex;
import java.util.Arrays;

/** One live connection of a stream endpoint. Valid until {@link StreamHandler#closed}. */
public final class Routing {
  private final byte[] id;

  Routing(byte[] id) {
    this.id = id;
  }

  byte[] id() {
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Routing routing && Arrays.equals(id, routing.id);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }

  @Override
  public String toString() {
    return Hex.encode(id);
  }
}
