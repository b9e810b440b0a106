package aico.bus.connector;

import java.util.Optional;

/** Where a service keeps which alerts it answers. */
public interface ResponseFile {

  /** What was written last; nothing where nothing ever was. */
  Optional<byte[]> read();

  /** Replaces it; durable and whole when it returns. */
  void write(byte[] content);
}
