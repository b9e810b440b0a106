package aico.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is usual for each person, and alerts when several things at once are not. A person is
 * learned for {@link #LEARN_MS}; until then nothing is said about them.
 */
public final class Baselines implements Detector {
  /** How long a person is watched before anything counts as odd. */
  static final long LEARN_MS = 28 * 86_400_000L;

  /** And on how many days they have to have been active. */
  static final int LEARN_DAYS = 7;

  /** So many points within an hour are an alert. */
  static final int ALERT_FROM = 5;

  /** An hour of the day is unusual when fewer than one in so many active days fall to it. */
  private static final int RARE_HOUR = 16;

  private static final long REST_MS = 45 * 86_400_000L;

  /** More of one kind in an hour than this, and than twice the most ever, is odd. */
  private static final int RATE_MIN = 20;

  private static final int RATE_FACTOR = 2;

  /** A tired person mistypes twice. */
  private static final int FAILURES_FROM = 3;

  private static final int DENIALS_FROM = 5;

  /** What lets somebody come back later. */
  private static final Set<String> POWERFUL =
      Set.of(
          "key.password_changed",
          "key.recovery_renewed",
          "integrator.added",
          "user.created",
          "device.paired",
          "grant.given",
          "consent.given");

  /** What is done for a person by itself, again and again: no sign that the person is there. */
  private static final Set<String> AUTOMATIC =
      Set.of("token.issued", "key.handed_out", "auth.logout", "key.locked");

  private final Profiles profiles;

  public Baselines(Profiles profiles) {
    this.profiles = profiles;
  }

  @Override
  public void see(Event event, Consumer<Finding> found) {
    String user = event.text(FieldTable.USER);
    if (user.isEmpty()) {
      return;
    }
    Profile profile = profiles.of(Profile.nameOf(user), event.timeMs());
    long now = event.timeMs();
    profile.reach(now);
    boolean known = now - profile.firstMs() >= LEARN_MS && profile.activeDays() >= LEARN_DAYS;
    boolean odder = false;
    if (event.succeeded()) {
      boolean active = isActivity(event);
      if (known && active) {
        odder = unlikeBefore(profile, event);
      }
      odder |= counted(profile, event, known);
      // What makes an alert is not taken for usual, or a second time would raise none.
      if (active && !(known && profile.points() >= ALERT_FROM)) {
        learn(profile, event);
      }
    } else {
      odder = known && refused(profile, event);
    }
    if (odder && profile.points() >= ALERT_FROM) {
      found.accept(finding(user, profile, event));
    }
    profiles.changed(profile);
  }

  private static boolean isActivity(Event event) {
    String why = event.text(FieldTable.WHY);
    return !AUTOMATIC.contains(event.code()) && (why.isEmpty() || why.equals("request"));
  }

  private static boolean unlikeBefore(Profile profile, Event event) {
    long now = event.timeMs();
    boolean odder = false;
    if (profile.daysAround(now) * RARE_HOUR < profile.activeDays()) {
      odder |= profile.odd(Oddity.HOUR, event.sequence());
    }
    if (now - profile.lastMs() >= REST_MS) {
      odder |= profile.odd(Oddity.RESTED, event.sequence());
    }
    if (isNew(profile.programs, event.text(FieldTable.PROGRAM))) {
      odder |= profile.odd(Oddity.PROGRAM, event.sequence());
    }
    if (isNew(profile.addresses, event.text(FieldTable.ADDRESS))) {
      odder |= profile.odd(Oddity.ADDRESS, event.sequence());
    }
    String deed = deed(event);
    if (isPowerful(event) && profile.deeds.daysOf(deed) < 2) {
      odder |=
          profile.odd(
              profile.has(Oddity.POWER) ? Oddity.MORE_POWER : Oddity.POWER, event.sequence());
    }
    return odder;
  }

  private static boolean isNew(Recent known, String value) {
    return !value.isEmpty() && !known.isEmpty() && !known.has(Hashed.of(value));
  }

  private static boolean isPowerful(Event event) {
    return POWERFUL.contains(event.code()) || event.text(FieldTable.SLOT).equals("recovery");
  }

  /** Unlocking with the recovery kit is another deed than unlocking. */
  private static String deed(Event event) {
    return event.text(FieldTable.SLOT).equals("recovery")
        ? event.code() + " recovery"
        : event.code();
  }

  private static boolean counted(Profile profile, Event event, boolean known) {
    int place = profile.deeds.see(deed(event), Profile.day(event.timeMs()));
    int most = Math.max(RATE_MIN, RATE_FACTOR * profile.deeds.fullest(place));
    return known
        && profile.deeds.thisHour(place) > most
        && profile.odd(Oddity.RATE, event.sequence());
  }

  private static void learn(Profile profile, Event event) {
    long now = event.timeMs();
    profile.active(now);
    see(profile.programs, event.text(FieldTable.PROGRAM), now);
    see(profile.addresses, event.text(FieldTable.ADDRESS), now);
  }

  private static void see(Recent known, String value, long now) {
    if (!value.isEmpty()) {
      known.see(Hashed.of(value), Profile.day(now));
    }
  }

  private static boolean refused(Profile profile, Event event) {
    return switch (event.code()) {
      case "auth.login_failed" ->
          profile.failed() >= FAILURES_FROM && profile.odd(Oddity.FAILURES, event.sequence());
      case "decision.denied" ->
          profile.denied() >= DENIALS_FROM && profile.odd(Oddity.DENIALS, event.sequence());
      default -> false;
    };
  }

  private static Finding finding(String user, Profile profile, Event event) {
    int points = profile.points();
    Level level = points >= 9 ? Level.CRITICAL : points >= 7 ? Level.HIGH : Level.MEDIUM;
    String name = Words.value(user);
    return new Finding(
        "unlike-before",
        "A person acts unlike before",
        level,
        "user " + name,
        "user %s acts unlike in the %d days of activity known since %s: %s."
            .formatted(
                name,
                profile.activeDays(),
                Words.day(profile.firstMs()),
                String.join("; ", reasons(profile, event))),
        "Ask "
            + name
            + " whether it was them. If not: aico lock, then change the password"
            + " (aico password change), renew the kit (aico recovery renew), and see who may follow"
            + " the trail (aico integrator list).",
        profile.oddEvents());
  }

  private static List<String> reasons(Profile profile, Event event) {
    List<String> all = new ArrayList<>();
    for (Oddity oddity : Oddity.values()) {
      if (profile.has(oddity)) {
        all.add(reason(oddity, profile, event));
      }
    }
    return all;
  }

  private static String reason(Oddity oddity, Profile profile, Event event) {
    return switch (oddity) {
      case HOUR -> "active at " + Words.minute(event.timeMs()) + ", an hour of the day hardly used";
      case PROGRAM -> "through a program not used before";
      case ADDRESS -> "from an address not used before";
      case RESTED -> "after more than " + Words.span(REST_MS) + " of rest";
      case RATE -> "far more often within an hour than ever";
      case POWER -> "with something that gives lasting power and was hardly ever done";
      case MORE_POWER -> "and with more than one such thing";
      case FAILURES -> "after " + profile.failures() + " failed attempts";
      case DENIALS -> "after " + profile.denials() + " denials";
    };
  }
}
