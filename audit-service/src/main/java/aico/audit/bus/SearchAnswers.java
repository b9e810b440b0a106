package aico.audit.bus;

import aico.audit.Aliases;
import aico.audit.AuditException;
import aico.audit.EventMatch;
import aico.audit.EventSearch;
import aico.audit.EventSearch.Search;
import aico.audit.Searches;
import aico.audit.log.AuditLogException;
import aico.bus.contract.AuditReply;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventFilter;
import aico.bus.contract.RequestFailed;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Answers {@code audit.search} and what its ticket opens. */
public final class SearchAnswers {
  private final LongSupplier size;
  private final EventSearch events;
  private final Searches searches;
  private final Aliases aliases;

  /**
   * Answers.
   *
   * @param aliases what stands in events for the names that are searched for
   */
  public SearchAnswers(LongSupplier size, EventSearch events, Searches searches, Aliases aliases) {
    this.aliases = aliases;
    this.size = size;
    this.events = events;
    this.searches = searches;
  }

  AuditReply.Search open(String principal, EventFilter filter, boolean newestFirst) {
    Search search = new Search(new EventMatch(filter, aliases), newestFirst, size.getAsLong());
    return new AuditReply.Search(searches.open(principal, search), search.size());
  }

  AuditReply.Events page(String principal, String ticket, long from, int limit) {
    Search search = find(principal, ticket);
    EventSearch.Page page = read(() -> events.page(search, from, limit));
    return new AuditReply.Events(
        page.events().stream().map(leaf -> new String(leaf, StandardCharsets.UTF_8)).toList(),
        page.next(),
        page.done());
  }

  AuditReply.Count count(String principal, String ticket, long from) {
    Search search = find(principal, ticket);
    EventSearch.Count count = read(() -> events.count(search, from));
    return new AuditReply.Count(count.count(), count.next(), count.done());
  }

  private Search find(String principal, String ticket) {
    return searches
        .find(principal, ticket)
        .orElseThrow(
            () -> new RequestFailed(ErrorCode.USAGE, "search: no such search", "search", null, 0));
  }

  private static <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (AuditLogException | AuditException e) {
      throw new RequestFailed(ErrorCode.FAILED, "the log cannot be read: " + e.getMessage());
    }
  }
}
