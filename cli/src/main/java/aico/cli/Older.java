package aico.cli;

import java.util.List;

/** What a change of keys cannot reach: copies of the home from before it. */
public interface Older {
  /** What these still open with. */
  List<String> older();

  /**
   * The backups that are such copies, as far as this home knows of them: their folder and when each
   * was taken.
   */
  List<String> backups();

  /** Of a change after which nothing else is to be said. */
  record Copies(List<String> older, List<String> backups) implements Older {
    public static final Copies NONE = new Copies(List.of(), List.of());

    public Copies {
      older = List.copyOf(older);
      backups = List.copyOf(backups);
    }
  }
}
