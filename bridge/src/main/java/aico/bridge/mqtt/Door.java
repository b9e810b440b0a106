package aico.bridge.mqtt;

import java.net.InetSocketAddress;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How to get in at a broker. The library keeps name and secret on the heap.
 *
 * @param address resolved and checked; its host name is what TLS verifies
 * @param trust null for no TLS
 */
public record Door(
    InetSocketAddress address,
    @Nullable TrustManagerFactory trust,
    String clientId,
    @Nullable String user,
    byte @Nullable [] secret) {

  @Override
  public String toString() {
    return "Door[" + address + "]";
  }
}
