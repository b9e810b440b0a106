package aico.bus.zmq;

import org.jspecify.annotations.Nullable;

/** What goes wrong in the bus itself, as opposed to a request that is refused. */
public class BusException extends RuntimeException {
  public BusException(String message) {
    super(message);
  }

  public BusException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
