package aico.key;

import java.util.Set;

/** Where it is kept whom a person has locked. */
public interface HeldFile {
  /**
   * The users; empty when there are none.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Set<String> read();

  /** Replaces them, durably and whole. */
  void write(Set<String> users);
}
