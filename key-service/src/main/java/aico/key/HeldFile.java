package aico.key;

import java.util.Set;

/** Where it is kept whom a person has locked. */
public interface HeldFile {
  /**
   * What is kept.
   *
   * @param generation one more with each write, from 1; 0 where nothing was ever kept, or not by
   *     this version
   */
  record Content(long generation, Set<String> users) {
    public static final Content NONE = new Content(0, Set.of());

    public Content {
      users = Set.copyOf(users);
    }
  }

  /**
   * The users; {@link Content#NONE} when there are none.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Content read();

  /** Replaces it, durably and whole. */
  void write(Content content);
}
