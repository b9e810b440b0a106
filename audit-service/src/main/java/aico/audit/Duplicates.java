package aico.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which records the log has, as far back as a producer could send one again. Rebuilt from the
 * segments at start. Used by one thread only.
 */
public final class Duplicates {
  /**
   * Outboxes remembered, 3 KiB each; a service makes one when it is set up or loses its old one.
   */
  static final int OUTBOXES_MAX = 256;

  /** Of one producer, so that one that makes ever new ones takes no room from the others. */
  static final int OUTBOXES_OF_ONE_MAX = 4;

  /** 40 bytes each: 2.5 MiB. Several times what fits the credit of all producers together. */
  static final int RECORDS_OF_ALL_MAX = 65_536;

  private final Window.Room room = new Window.Room(RECORDS_OF_ALL_MAX);
  private final Map<Outbox, Window> windows = new LinkedHashMap<>(16, 0.75f, true);
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /** What is known about a record. */
  public sealed interface Sighting {}

  /** The next one of its outbox. */
  public record Next() implements Sighting {}

  /** Stored already, the same bytes. */
  public record Known() implements Sighting {}

  /** Another record than the one that is stored under the same position. */
  public record Conflicting() implements Sighting {}

  /** Comes after records that never came, {@code missing} of them from {@code from} on. */
  public record AfterGap(long from, long missing) implements Sighting {}

  /** Lies before the window, or in a gap: whether it was stored is not known. */
  public record Late() implements Sighting {}

  /** Looks a record up and, unless it is known, remembers it. */
  public Sighting see(Position position, byte[] sha256) {
    Outbox outbox = new Outbox(position.producer(), position.incarnation());
    Window window = windows.get(outbox);
    if (window == null) {
      window = new Window(room);
      Window added = window;
      windows.put(outbox, added);
      undo.push(() -> {
        if (windows.remove(outbox, added)) {
          added.forget();
        }
      });
      forgetOldest(outbox.producer());
    }
    long sequence = position.sequence();
    long head = window.head();
    if (sequence > head) {
      remember(window, sequence, sha256);
      return sequence == head + 1 ? new Next() : new AfterGap(head + 1, sequence - head - 1);
    }
    if (window.holds(sequence, sha256)) {
      return new Known();
    }
    boolean taken = window.holdsAny(sequence);
    remember(window, sequence, sha256);
    return taken ? new Conflicting() : new Late();
  }

  private void remember(Window window, long sequence, byte[] sha256) {
    @Nullable Runnable takeBack = window.put(sequence, sha256);
    if (takeBack != null) {
      undo.push(takeBack);
    }
  }

  /** All that is known, of what is stored: call it between batches. */
  byte[] encode() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(windows.size());
      for (Map.Entry<Outbox, Window> entry : windows.entrySet()) {
        out.writeUTF(entry.getKey().producer());
        out.writeUTF(entry.getKey().incarnation());
        entry.getValue().encode(out);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AuditException("records: cannot be encoded", e);
    }
  }

  /**
   * What was encoded.
   *
   * @throws AuditException when it is not that
   */
  public static Duplicates decode(byte[] encoded) {
    Duplicates duplicates = new Duplicates();
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
      int count = in.readInt();
      if (count < 0 || count > OUTBOXES_MAX) {
        throw new IOException("outboxes: " + count);
      }
      for (int i = 0; i < count; i++) {
        Outbox outbox = new Outbox(in.readUTF(), in.readUTF());
        duplicates.windows.put(outbox, Window.decode(in, duplicates.room));
      }
      if (in.read() >= 0) {
        throw new IOException("more than the outboxes");
      }
      return duplicates;
    } catch (IOException e) {
      throw new AuditException("records: cannot be decoded: " + e.getMessage(), e);
    }
  }

  /** The batch seen since the last call is stored. */
  public void keep() {
    undo.clear();
  }

  /** The batch seen since the last {@link #keep} was not stored. */
  public void takeBack() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }

  /** The highest sequence stored of an outbox. */
  public Optional<Long> head(String producer, String incarnation) {
    return Optional.ofNullable(windows.get(new Outbox(producer, incarnation))).map(Window::head);
  }

  /** For tests: how many records more may be remembered. */
  int roomLeft() {
    return room.left();
  }

  private void forgetOldest(String producer) {
    if (windows.keySet().stream().filter(outbox -> outbox.producer().equals(producer)).count()
        > OUTBOXES_OF_ONE_MAX) {
      forgetFirst(outbox -> outbox.producer().equals(producer));
    }
    if (windows.size() > OUTBOXES_MAX) {
      forgetFirst(outbox -> true);
    }
  }

  /** The first is the one that was not used for longest. */
  private void forgetFirst(Predicate<Outbox> which) {
    for (var oldest = windows.entrySet().iterator(); oldest.hasNext(); ) {
      var entry = oldest.next();
      if (which.test(entry.getKey())) {
        oldest.remove();
        entry.getValue().forget();
        return;
      }
    }
  }
}
