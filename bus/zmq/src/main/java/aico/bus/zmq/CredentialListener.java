package aico.bus.zmq;

/** Hears of a change before it takes effect, so that it can be recorded first. */
@FunctionalInterface
public interface CredentialListener {
  /**
   * The change is about to take effect. Called on a thread of its own.
   *
   * @throws RuntimeException to have it wait: it is tried again half a second later
   */
  void changing(CredentialChange change);
}
