package aico.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keys of vaults that were handed out and not used. Whoever opens, makes, checks or rotates a vault
 * asks for its key and then records what became of the vault; who collects keys records nothing. So
 * unlocking thirty vaults, or making them in bulk, is no finding, and collecting ten keys is.
 */
public final class HandOuts implements Detector {
  /** Keys asked for within this time are taken together. */
  static final long WINDOW_MS = 10 * 60_000;

  /** A vault mounts within seconds; its record may be held up by a minute without audit-service. */
  static final long SETTLE_MS = 2 * 60_000;

  /** Mounts that fail leave a key unused now and then. */
  static final int UNUSED_MIN = 8;

  /**
   * The last ones that are kept; a home with more vaults than this is not told from one with it.
   */
  private static final int KEPT_MAX = 256;

  private static final String VAULT_KEY = "vault/";

  private final Deque<HandedOut> handedOut = new ArrayDeque<>();
  private final Deque<Long> uses = new ArrayDeque<>();
  private boolean unjudged;

  private record HandedOut(long timeMs, long sequence, long key, String program) {}

  @Override
  public void see(Event event, Consumer<Finding> found) {
    tick(event.timeMs(), found);
    String code = event.code();
    if (code.equals("key.handed_out")) {
      String entity = event.text(FieldTable.ENTITY);
      if (entity.startsWith(VAULT_KEY)) {
        keep(
            handedOut,
            new HandedOut(
                event.timeMs(),
                event.sequence(),
                Hashed.of(entity),
                event.text(FieldTable.PROGRAM)));
        unjudged = true;
      }
    } else if (code.startsWith("vault.") && !code.equals("vault.unmounted")) {
      keep(uses, event.timeMs());
    }
  }

  private static <T> void keep(Deque<T> last, T one) {
    if (last.size() >= KEPT_MAX) {
      last.removeFirst();
    }
    last.addLast(one);
  }

  @Override
  public void tick(long nowMs, Consumer<Finding> found) {
    if (!unjudged || nowMs - handedOut.getLast().timeMs() < SETTLE_MS) {
      return;
    }
    unjudged = false;
    HandedOut latest = handedOut.getLast();
    long fromMs = latest.timeMs() - WINDOW_MS;
    handedOut.removeIf(one -> one.timeMs() < fromMs);
    uses.removeIf(use -> use < fromMs);
    Set<Long> keys = new HashSet<>();
    List<Long> events = new ArrayList<>();
    for (HandedOut one : handedOut) {
      if (keys.add(one.key())) {
        events.add(one.sequence());
      }
    }
    int unused = keys.size() - uses.size();
    if (unused >= UNUSED_MIN) {
      String program = Words.value(latest.program());
      found.accept(
          new Finding(
              "keys-collected",
              "Keys of vaults were handed out and not used",
              Level.HIGH,
              "program " + program,
              "%s got the keys of %d vaults within %s, the last at %s, and only %d vaults were opened, made, checked or rotated."
                  .formatted(
                      program,
                      keys.size(),
                      Words.span(latest.timeMs() - handedOut.getFirst().timeMs()),
                      Words.minute(latest.timeMs()),
                      uses.size()),
              "Lock everything (aico lock). If no program of yours explains it, reinstall what runs"
                  + " under that user, and give the vaults new keys: aico vault rotate NAME.",
              events));
    }
  }
}
