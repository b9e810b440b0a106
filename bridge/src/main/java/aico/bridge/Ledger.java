package aico.bridge;

/** What a target keeps on disk. */
public interface Ledger {

  /** Keeps how far the target is. */
  void save(Cursor cursor);

  /**
   * Puts an event aside that the other side refuses for good.
   *
   * @return false when there is no room: then it is not put aside
   */
  boolean setAside(Event event, String reason);

  /** How many stand aside. */
  long aside();
}
