package aico.audit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last records of one outbox: their hashes by sequence, in a ring that grows as needed. */
final class Window {
  /** What a producer of ordinary events may have under way: 2 MiB at 600 bytes each. */
  static final int RECORDS_MAX = 4_096;

  private static final int RECORDS_MIN = 64;

  /** Second records under one sequence; beyond this one of them sent again is stored again. */
  private static final int CONFLICTS_MAX = 64;

  private static final int HASH_BYTES = 32;

  private long head = Position.FIRST - 1;
  private long[] sequences = new long[RECORDS_MIN];
  private byte[] hashes = new byte[RECORDS_MIN * HASH_BYTES];
  private final List<Conflict> conflicts = new ArrayList<>();

  private final Room room;

  private record Conflict(long sequence, byte[] hash) {}

  /** What all windows together may grow by, so that many producers do not exhaust the heap. */
  static final class Room {
    private int records;

    Room(int records) {
      this.records = records;
    }

    int left() {
      return records;
    }

    private boolean take(int wanted) {
      if (wanted > records) {
        return false;
      }
      records -= wanted;
      return true;
    }
  }

  Window(Room room) {
    this.room = room;
  }

  /** Gives back what it grew by; it is not used any more. */
  void forget() {
    room.records += sequences.length - RECORDS_MIN;
  }

  void encode(DataOutputStream out) throws IOException {
    out.writeLong(head);
    int held = 0;
    for (long sequence : sequences) {
      held += sequence == 0 ? 0 : 1;
    }
    out.writeInt(sequences.length);
    out.writeInt(held);
    for (int i = 0; i < sequences.length; i++) {
      if (sequences[i] != 0) {
        out.writeLong(sequences[i]);
        out.write(hashes, i * HASH_BYTES, HASH_BYTES);
      }
    }
    out.writeInt(conflicts.size());
    for (Conflict conflict : conflicts) {
      out.writeLong(conflict.sequence);
      out.write(conflict.hash);
    }
  }

  static Window decode(DataInputStream in, Room room) throws IOException {
    Window window = new Window(room);
    window.head = in.readLong();
    int capacity = in.readInt();
    if (capacity < RECORDS_MIN || capacity > RECORDS_MAX || Integer.bitCount(capacity) != 1) {
      throw new IOException("window: capacity " + capacity);
    }
    if (!room.take(capacity - RECORDS_MIN)) {
      throw new IOException("window: beyond the room there is");
    }
    window.sequences = new long[capacity];
    window.hashes = new byte[capacity * HASH_BYTES];
    int held = in.readInt();
    for (int i = 0; i < held; i++) {
      long sequence = in.readLong();
      int slot = window.slot(sequence);
      window.sequences[slot] = sequence;
      in.readFully(window.hashes, slot * HASH_BYTES, HASH_BYTES);
    }
    int count = in.readInt();
    if (count > CONFLICTS_MAX) {
      throw new IOException("window: conflicts: " + count);
    }
    for (int i = 0; i < count; i++) {
      long sequence = in.readLong();
      byte[] hash = new byte[HASH_BYTES];
      in.readFully(hash);
      window.conflicts.add(new Conflict(sequence, hash));
    }
    return window;
  }

  long head() {
    return head;
  }

  boolean holds(long sequence, byte[] hash) {
    int at = slot(sequence) * HASH_BYTES;
    return (holdsAny(sequence) && Arrays.equals(hashes, at, at + HASH_BYTES, hash, 0, HASH_BYTES))
        || conflicts.stream().anyMatch(c -> c.sequence == sequence && Arrays.equals(c.hash, hash));
  }

  boolean holdsAny(long sequence) {
    return sequence >= Position.FIRST && sequences[slot(sequence)] == sequence;
  }

  /** Remembers a record; the answer undoes it. */
  Runnable put(long sequence, byte[] hash) {
    if (sequence <= head && (holdsAny(sequence) || sequence <= head - sequences.length)) {
      Conflict conflict = new Conflict(sequence, hash.clone());
      conflicts.add(conflict);
      if (conflicts.size() > CONFLICTS_MAX) {
        conflicts.removeFirst();
      }
      return () -> conflicts.remove(conflict);
    }
    long before = head;
    if (sequence > head) {
      grow(sequence);
      head = sequence;
    }
    sequences[slot(sequence)] = sequence;
    System.arraycopy(hash, 0, hashes, slot(sequence) * HASH_BYTES, HASH_BYTES);
    return () -> {
      sequences[slot(sequence)] = 0;
      head = before;
    };
  }

  /**
   * Doubles the ring when the next record would push out an earlier one, up to the limit and while
   * there is room.
   */
  private void grow(long sequence) {
    if (sequences.length == RECORDS_MAX
        || sequences[slot(sequence)] == 0
        || !room.take(sequences.length)) {
      return;
    }
    long[] oldSequences = sequences;
    byte[] oldHashes = hashes;
    sequences = new long[oldSequences.length * 2];
    hashes = new byte[oldHashes.length * 2];
    for (int i = 0; i < oldSequences.length; i++) {
      if (oldSequences[i] != 0) {
        int to = slot(oldSequences[i]);
        sequences[to] = oldSequences[i];
        System.arraycopy(oldHashes, i * HASH_BYTES, hashes, to * HASH_BYTES, HASH_BYTES);
      }
    }
  }

  private int slot(long sequence) {
    return (int) Math.floorMod(sequence, sequences.length);
  }
}
