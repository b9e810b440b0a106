package aico.bus.contract;

/** The names of users that every home knows. */
public final class Users {
  /** Who owns the home: the user of the first launch, who admits the others. */
  public static final String OWNER = "owner";

  /**
   * No person: the key that every user of the home can open, for vaults that belong to all of them,
   * to an application, or to nobody who has to be there. It is open while any user is unlocked.
   */
  public static final String HOUSEHOLD = "household";

  /** People of one home. */
  public static final int LIMIT = 32;

  private Users() {}

  /** Whether it is the name of a person, as {@link Shapes#name} takes it. */
  public static boolean isPerson(String user) {
    return !user.equals(HOUSEHOLD);
  }
}
