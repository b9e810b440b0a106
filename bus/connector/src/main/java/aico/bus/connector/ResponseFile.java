package aico.bus.connector;

import java.util.Optional;

/** Where a service keeps which alerts it answers. */
public interface ResponseFile {

  /** What was written last; nothing where nothing ever was. */
  Optional<byte[]> read();

  /** Replaces it; durable and whole when it returns. */
  void write(byte[] content);

  /** What a restore laid beside it, in the same form; nothing where there was none. */
  Optional<byte[]> restored();

  /** What a restore laid there is taken up, and goes. */
  void restoredTaken();
}
