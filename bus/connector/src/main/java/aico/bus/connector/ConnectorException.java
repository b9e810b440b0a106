package aico.bus.connector;

import org.jspecify.annotations.Nullable;

/** What goes wrong in the connector; its message is for operators and holds no secret. */
public class ConnectorException extends RuntimeException {
  public ConnectorException(String message) {
    super(message);
  }

  public ConnectorException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
