package aico.key;

import java.nio.file.Path;
import java.util.Optional;

/** Files of the state folder in which hardware or the system has sealed a key: nobody's secret. */
public interface KeyBlobs {
  Optional<byte[]> read(String name);

  /** Where it is, for a program that reads it itself. */
  Path path(String name);

  /** Durable and whole when this returns. */
  void write(String name, byte[] content);

  /** Nothing is done without one. */
  void remove(String name);
}
