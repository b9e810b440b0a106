package aico.bus.zmq;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An outbox that cannot be read or written; the message names the file. */
public final class OutboxException extends BusException {
  public OutboxException(Path file, String message) {
    super(file + ": " + message);
  }

  public OutboxException(Path file, String message, @Nullable Throwable cause) {
    super(file + ": " + message, cause);
  }
}
