package aico.bus.zmq;

import java.nio.file.Path;

/** A bundle or key file that cannot be used; the message names the file and the field at fault. */
public final class BundleException extends BusException {
  private final Path file;
  private final String field;

  /**
   * Names the file and the field.
   *
   * @param field a path such as {@code topics.key.requests.endpoint}, or empty for the whole file
   */
  public BundleException(Path file, String field, String message) {
    super(file + ": " + (field.isEmpty() ? "" : field + ": ") + message);
    this.file = file;
    this.field = field;
  }

  public Path file() {
    return file;
  }

  public String field() {
    return field;
  }
}
