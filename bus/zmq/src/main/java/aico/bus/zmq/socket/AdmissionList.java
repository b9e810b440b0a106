package aico.bus.zmq.socket;

import org.jspecify.annotations.Nullable;

/** Which keys may connect to one topic. Asked from JeroMQ's and the loop's threads. */
public interface AdmissionList {

  /** The principal of a public key (64 lower-case hex digits), or null when it is not listed. */
  @Nullable String principalOf(String publicKey);
}
