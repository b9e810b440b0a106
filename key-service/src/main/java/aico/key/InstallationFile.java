package aico.key;

import java.util.Optional;

/** Where the {@link Installation} is recorded. */
public interface InstallationFile {
  /**
   * What is recorded, or nothing before the first launch.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Optional<Installation> read();

  /** Replaces it, durably and whole. */
  void write(Installation installation);
}
