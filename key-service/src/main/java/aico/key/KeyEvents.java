package aico.key;

/** Says on the bus what became of a user's keys. Best effort; whoever misses it asks for state. */
public interface KeyEvents {
  void unlocked(String user, String unlockId);

  void locked(String user, String unlockId);
}
