package aico.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is usual for one person, in a fixed number of bytes: hours of the day, programs, addresses,
 * how often what is done; and the oddities of the hour that runs.
 */
public final class Profile {
  /** What {@link #write} fills at most. */
  public static final int SIZE_BYTES = 960;

  /** The longest name; longer ones are cut and end in a hash. */
  public static final int NAME_MAX_CHARS = 60;

  private static final int HOURS = 24;
  private static final int RECENT = 8;
  private static final int EVENTS_MAX = 12;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  /** From here on what is long ago counts half. */
  private static final int AGE_DAYS = 120;

  private final String name;
  private long firstMs;
  private long lastMs;
  private int activeDays;
  private int today;
  private int hoursToday;
  private final short[] hours = new short[HOURS];
  final Recent programs = new Recent(RECENT);
  final Recent addresses = new Recent(RECENT);
  final Deeds deeds = new Deeds();
  private long hour;
  private long oddSinceMs;
  private int odd;
  private short failures;
  private short denials;
  private final List<Long> oddEvents = new ArrayList<>();

  private Profile(String name) {
    this.name = name;
  }

  /** Nothing is known yet. */
  public static Profile fresh(String name, long nowMs) {
    Profile profile = new Profile(name);
    profile.firstMs = nowMs;
    profile.lastMs = nowMs;
    return profile;
  }

  /** The name under which a person is kept. */
  public static String nameOf(String user) {
    return user.length() <= NAME_MAX_CHARS
        ? user
        : user.substring(0, NAME_MAX_CHARS - 17) + "~" + Long.toHexString(Hashed.of(user));
  }

  public String name() {
    return name;
  }

  /** Days on which the person was active: a profile with few of them gives way to one with many. */
  public int activeDays() {
    return activeDays;
  }

  public long lastMs() {
    return lastMs;
  }

  long firstMs() {
    return firstMs;
  }

  static int day(long ms) {
    return (int) (ms / DAY_MS);
  }

  private static int hourOfDay(long ms) {
    return (int) (ms / HOUR_MS % HOURS);
  }

  /** How many days the person was active at that hour of the day, or the one before or after. */
  int daysAround(long ms) {
    int h = hourOfDay(ms);
    return hours[(h + HOURS - 1) % HOURS] + hours[h] + hours[(h + 1) % HOURS];
  }

  /** Learns that the person is active. */
  void active(long ms) {
    int day = day(ms);
    if (day != today) {
      today = day;
      hoursToday = 0;
      activeDays++;
      if (activeDays >= AGE_DAYS) {
        activeDays /= 2;
        deeds.age();
        for (int h = 0; h < HOURS; h++) {
          hours[h] = (short) (hours[h] / 2);
        }
      }
    }
    int bit = 1 << hourOfDay(ms);
    if ((hoursToday & bit) == 0) {
      hoursToday |= bit;
      hours[hourOfDay(ms)]++;
    }
    lastMs = Math.max(lastMs, ms);
  }

  /** Goes on to the hour of that time. */
  void reach(long ms) {
    if (ms / HOUR_MS > hour) {
      hour = ms / HOUR_MS;
      deeds.nextHour();
    }
    if (ms - oddSinceMs > HOUR_MS) {
      oddSinceMs = ms;
      odd = 0;
      failures = 0;
      denials = 0;
      oddEvents.clear();
    }
  }

  /** Counts a failed attempt of this hour. */
  int failed() {
    return failures = (short) Math.min(failures + 1, Short.MAX_VALUE);
  }

  int denied() {
    return denials = (short) Math.min(denials + 1, Short.MAX_VALUE);
  }

  /** Keeps an oddity; false when this hour has it already. */
  boolean odd(Oddity oddity, long sequence) {
    if ((odd & oddity.bit()) != 0) {
      return false;
    }
    odd |= oddity.bit();
    if (oddEvents.size() < EVENTS_MAX && !oddEvents.contains(sequence)) {
      oddEvents.add(sequence);
    }
    return true;
  }

  boolean has(Oddity oddity) {
    return (odd & oddity.bit()) != 0;
  }

  int points() {
    int points = 0;
    for (Oddity oddity : Oddity.values()) {
      points += has(oddity) ? oddity.points() : 0;
    }
    return points;
  }

  int failures() {
    return failures;
  }

  int denials() {
    return denials;
  }

  List<Long> oddEvents() {
    return List.copyOf(oddEvents);
  }

  /** Writes all but the name. */
  public void write(ByteBuffer out) {
    out.putLong(firstMs).putLong(lastMs).putInt(activeDays).putInt(today).putInt(hoursToday);
    for (short days : hours) {
      out.putShort(days);
    }
    programs.write(out);
    addresses.write(out);
    deeds.write(out);
    out.putLong(hour).putLong(oddSinceMs).putInt(odd).putShort(failures).putShort(denials);
    out.put((byte) oddEvents.size());
    oddEvents.forEach(out::putLong);
  }

  /** Reads what {@link #write} wrote. */
  public static Profile read(String name, ByteBuffer in) {
    Profile profile = new Profile(name);
    profile.firstMs = in.getLong();
    profile.lastMs = in.getLong();
    profile.activeDays = in.getInt();
    profile.today = in.getInt();
    profile.hoursToday = in.getInt();
    for (int h = 0; h < HOURS; h++) {
      profile.hours[h] = in.getShort();
    }
    profile.programs.read(in);
    profile.addresses.read(in);
    profile.deeds.read(in);
    profile.hour = in.getLong();
    profile.oddSinceMs = in.getLong();
    profile.odd = in.getInt();
    profile.failures = in.getShort();
    profile.denials = in.getShort();
    int events = in.get();
    if (events < 0 || events > EVENTS_MAX) {
      throw new DetectException("profile: " + events + " events (expected: 0 to 12)");
    }
    for (int i = 0; i < events; i++) {
      profile.oddEvents.add(in.getLong());
    }
    return profile;
  }
}
