package aico.key;

import java.util.List;

/** Where key files are kept. */
public interface KeyFiles {
  /**
   * All of them.
   *
   * @throws StateFileException when one is damaged or of a newer version
   */
  List<KeyFile> readAll();

  /**
   * Replaces a user's file. When this returns the new one is on disk; when it throws, the old one
   * or the new one is, whole.
   */
  void write(KeyFile file);

  /** Destroys a user's file; when this returns it is gone from the disk. */
  void remove(String user);
}
