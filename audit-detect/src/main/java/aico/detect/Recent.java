package aico.detect;

import java.nio.ByteBuffer;

/** The last few different things that were seen, and on which day each was seen last. */
final class Recent {
  private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;

  private final long[] hashes;
  private final int[] days;

  Recent(int size) {
    hashes = new long[size];
    days = new int[size];
  }

  static int sizeBytes(int size) {
    return size * ENTRY_BYTES;
  }

  boolean has(long hash) {
    return place(hash) >= 0;
  }

  boolean isEmpty() {
    for (int day : days) {
      if (day != 0) {
        return false;
      }
    }
    return true;
  }

  /** Keeps it, in the place of what was not seen for longest. */
  void see(long hash, int day) {
    int place = place(hash);
    if (place < 0) {
      place = 0;
      for (int i = 1; i < days.length; i++) {
        if (days[i] < days[place]) {
          place = i;
        }
      }
    }
    hashes[place] = hash;
    days[place] = day;
  }

  private int place(long hash) {
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] == hash && days[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  void write(ByteBuffer out) {
    for (int i = 0; i < hashes.length; i++) {
      out.putLong(hashes[i]).putInt(days[i]);
    }
  }

  void read(ByteBuffer in) {
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = in.getLong();
      days[i] = in.getInt();
    }
  }
}
