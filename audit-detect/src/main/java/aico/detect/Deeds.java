package aico.detect;

import java.nio.ByteBuffer;

/**
 * How often a person does what: for each of a few kinds of event the days, and the fullest hour.
 */
final class Deeds {
  /** A person causes about ten kinds of event. */
  static final int KINDS = 16;

  static final int SIZE_BYTES = KINDS * (Long.BYTES + Integer.BYTES + 3 * Short.BYTES);

  private static final int COUNT_MAX = 30_000;

  private final long[] kinds = new long[KINDS];
  private final int[] lastDay = new int[KINDS];
  private final short[] days = new short[KINDS];
  private final short[] fullest = new short[KINDS];
  private final short[] thisHour = new short[KINDS];

  /** Counts one; where there is no room, in the place of the kind that was not seen for longest. */
  int see(String code, int day) {
    long kind = Hashed.of(code);
    int place = place(kind);
    if (place < 0) {
      place = 0;
      for (int i = 1; i < KINDS; i++) {
        if (lastDay[i] < lastDay[place]) {
          place = i;
        }
      }
      kinds[place] = kind;
      days[place] = 0;
      fullest[place] = 0;
      thisHour[place] = 0;
      lastDay[place] = 0;
    }
    if (lastDay[place] != day) {
      days[place] = (short) Math.min(days[place] + 1, COUNT_MAX);
      lastDay[place] = day;
    }
    thisHour[place] = (short) Math.min(thisHour[place] + 1, COUNT_MAX);
    return place;
  }

  /** On how many days it was done. */
  int daysOf(String code) {
    int place = place(Hashed.of(code));
    return place < 0 ? 0 : days[place];
  }

  int thisHour(int place) {
    return thisHour[place];
  }

  /** The most in an hour that is over. */
  int fullest(int place) {
    return fullest[place];
  }

  /** A new hour begins. */
  void nextHour() {
    for (int i = 0; i < KINDS; i++) {
      fullest[i] = (short) Math.max(fullest[i], thisHour[i]);
      thisHour[i] = 0;
    }
  }

  /** Lets what is long ago count half. */
  void age() {
    for (int i = 0; i < KINDS; i++) {
      days[i] = (short) ((days[i] + 1) / 2);
      fullest[i] = (short) (fullest[i] - fullest[i] / 4);
    }
  }

  private int place(long kind) {
    for (int i = 0; i < KINDS; i++) {
      if (kinds[i] == kind && lastDay[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  void write(ByteBuffer out) {
    for (int i = 0; i < KINDS; i++) {
      out.putLong(kinds[i]).putInt(lastDay[i]);
      out.putShort(days[i]).putShort(fullest[i]).putShort(thisHour[i]);
    }
  }

  void read(ByteBuffer in) {
    for (int i = 0; i < KINDS; i++) {
      kinds[i] = in.getLong();
      lastDay[i] = in.getInt();
      days[i] = in.getShort();
      fullest[i] = in.getShort();
      thisHour[i] = in.getShort();
    }
  }
}
