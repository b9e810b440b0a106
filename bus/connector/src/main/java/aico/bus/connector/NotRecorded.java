package aico.bus.connector;

import org.jspecify.annotations.Nullable;

/** An event could not be made durable: the action it tells of must not take place. */
public final class NotRecorded extends ConnectorException {
  public NotRecorded(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
