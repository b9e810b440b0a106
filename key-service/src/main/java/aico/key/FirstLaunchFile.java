package aico.key;

import java.util.Optional;

/**
 * What a first launch is about to make, written before the key: one that was cut off goes on with
 * the same key in the same store. Gone once there is an {@link InstallationFile}.
 */
public interface FirstLaunchFile {
  /**
   * What an earlier launch was about to make.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Optional<KeyPlace> read();

  /** Durable when this returns. */
  void write(KeyPlace place);

  /** Nothing is done without one. */
  void remove();
}
