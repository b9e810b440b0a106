package aico.audit.bus;

import aico.audit.Leaves;
import aico.audit.log.Leaf;
import aico.bus.connector.OutgoingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@code audit.live} which events came, best effort: sequence, producer and type, nothing of
 * what they are about. Runs beside the log and skips what it cannot keep up with.
 */
public final class LiveTap implements Runnable {
  /** Further behind than this, events are skipped: listeners see the gap in the sequences. */
  private static final int BEHIND_MAX = 200;

  /** Who is skipped that much gets the last few, and the log's writer its processor. */
  private static final int TOLD_OF_MANY = 20;

  /** Between two looks: a glance need not be quicker, and a busy log writes many batches in it. */
  private static final long PAUSE_MS = 20;

  private static final long IDLE_MS = 500;
  private static final JsonFactory JSON = new JsonFactory();
  private static final System.Logger LOG = System.getLogger(LiveTap.class.getName());

  private final LongSupplier size;
  private final Leaves.Source leaves;
  private final Consumer<OutgoingEvent> publish;
  private final Semaphore more = new Semaphore(0);
  private long next;
  private @Nullable Leaves reader;
  private volatile boolean ended;

  public LiveTap(LongSupplier size, Leaves.Source leaves, Consumer<OutgoingEvent> publish) {
    this.size = size;
    this.leaves = leaves;
    this.publish = publish;
    this.next = size.getAsLong();
  }

  /** There is more on disk. Never blocks. */
  public void committed() {
    more.release();
  }

  public void end() {
    ended = true;
    more.release();
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        if (more.tryAcquire(IDLE_MS, TimeUnit.MILLISECONDS)) {
          more.drainPermits();
          tell();
          TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
      } catch (InterruptedException e) {
        ended = true;
      } catch (RuntimeException e) {
        close();
        LOG.log(System.Logger.Level.WARNING, "audit.live: {0}", e.getMessage());
      }
    }
    close();
  }

  private void tell() {
    long end = size.getAsLong();
    if (next < end - BEHIND_MAX) {
      close();
      next = end - TOLD_OF_MANY;
    }
    Leaves open = reader == null ? leaves.from(next) : reader;
    reader = open;
    while (next < end) {
      Optional<byte[]> leaf = open.next();
      if (leaf.isEmpty()) {
        return;
      }
      next = open.nextIndex();
      publish.accept(told(Leaf.decode(leaf.get())));
    }
  }

  private void close() {
    Leaves open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }

  private static OutgoingEvent told(Leaf leaf) {
    return new OutgoingEvent(
        "audit.event",
        Map.of(
            "sequence",
            Long.toString(leaf.sequence()),
            "producer",
            leaf.producer(),
            "type",
            type(leaf.record())));
  }

  private static String type(byte[] record) {
    try (JsonParser parser = JSON.createParser(record)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("type")) {
          return parser.getText();
        }
        parser.skipChildren();
      }
      return "";
    } catch (IOException e) {
      return "";
    }
  }
}
