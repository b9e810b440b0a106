package aico.detect;

/**
 * A way in which a person acts unlike before, and how much it weighs. One alone happens to
 * everybody; those of an hour are added up, and {@link Baselines#ALERT_FROM} is an alert.
 */
enum Oddity {
  /** At an hour of the day at which the person was hardly ever active. */
  HOUR(2),
  /** Through a program that never acted for the person. */
  PROGRAM(4),
  /** From an address that the person never came from. */
  ADDRESS(2),
  /** After weeks of rest. */
  RESTED(2),
  /** Far more often in an hour than ever. */
  RATE(3),
  /** Something that gives lasting power, and that the person hardly ever does. */
  POWER(2),
  /** A second thing of that kind. */
  MORE_POWER(1),
  /** After some failed attempts. */
  FAILURES(2),
  /** After some denials. */
  DENIALS(2);

  private final int points;

  Oddity(int points) {
    this.points = points;
  }

  int points() {
    return points;
  }

  int bit() {
    return 1 << ordinal();
  }
}
