package aico.audit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The searches that were admitted, each by its ticket: so that one decision serves all pages of it.
 * A ticket is good for the principal that it was given to, and until it is unused for a while.
 */
public final class Searches {
  /** A person has one or two under way; beyond it the one unused for longest is forgotten. */
  private static final int MAX = 64;

  private static final long UNUSED_NS = Duration.ofMinutes(10).toNanos();

  private final Supplier<String> ids;
  private final LongSupplier nanoTime;
  private final Map<String, Ticket> tickets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ticket> eldest) {
          return size() > MAX;
        }
      };

  private static final class Ticket {
    private final String principal;
    private final EventSearch.Search search;
    private long usedNs;

    Ticket(String principal, EventSearch.Search search, long usedNs) {
      this.principal = principal;
      this.search = search;
      this.usedNs = usedNs;
    }
  }

  /**
   * No searches yet.
   *
   * @param ids random, 32 hex digits each
   */
  public Searches(Supplier<String> ids, LongSupplier nanoTime) {
    this.ids = ids;
    this.nanoTime = nanoTime;
  }

  /** Takes a search; the answer is its ticket. */
  public synchronized String open(String principal, EventSearch.Search search) {
    String id = ids.get();
    tickets.put(id, new Ticket(principal, search, nanoTime.getAsLong()));
    return id;
  }

  /** The search of a ticket that this principal was given. */
  public synchronized Optional<EventSearch.Search> find(String principal, String id) {
    Ticket ticket = tickets.get(id);
    long now = nanoTime.getAsLong();
    if (ticket == null || !ticket.principal.equals(principal)) {
      return Optional.empty();
    }
    if (now - ticket.usedNs > UNUSED_NS) {
      tickets.remove(id);
      return Optional.empty();
    }
    ticket.usedNs = now;
    return Optional.of(ticket.search);
  }
}
