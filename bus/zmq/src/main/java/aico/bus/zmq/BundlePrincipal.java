package aico.bus.zmq;

import aico.bus.contract.Role;
import java.util.List;

/**
 * A principal that may connect to a topic.
 *
 * @param publicKey its CURVE public key, 64 lower-case hex digits
 * @param requests wire names of the requests it may send; empty for other kinds of topic
 */
public record BundlePrincipal(String name, Role role, String publicKey, List<String> requests) {
  public BundlePrincipal {
    requests = List.copyOf(requests);
  }
}
