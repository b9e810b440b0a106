package aico.audit;

import aico.bus.contract.EventFilter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event is among those that a filter asks for: the last word, whatever an index says.
 */
public final class EventMatch {
  private static final String FAMILY = ".*";

  private final EventFilter filter;
  private final long sinceMs;
  private final long untilMs;
  private final @Nullable String text;

  public EventMatch(EventFilter filter) {
    this.filter = filter;
    this.sinceMs = filter.sinceMs();
    this.untilMs = filter.untilMs();
    this.text = filter.text() == null ? null : filter.text().toLowerCase(Locale.ROOT);
  }

  /** Whether every event is. */
  public boolean isEverything() {
    return filter.equals(EventFilter.all());
  }

  /** Whether the text alone decides, for which there is no index. */
  public boolean isTextAlone() {
    return text != null
        && new EventFilter(null, null, null, null, null, null, null, null, filter.text())
            .equals(filter);
  }

  /** Whether this leaf is. */
  public boolean test(byte[] leaf) {
    return isEverything() || (hasText(leaf) && (isTextAlone() || test(EventFacts.of(leaf))));
  }

  private boolean hasText(byte[] leaf) {
    return text == null
        || new String(leaf, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT).contains(text);
  }

  private boolean test(EventFacts facts) {
    Integer classUid = filter.class_uid();
    Integer severity = filter.severity_id();
    return facts.timeMs() >= sinceMs
        && facts.timeMs() < untilMs
        && is(filter.principal(), facts.principal())
        && is(filter.user(), facts.user())
        && isCode(filter.event_code(), facts.code())
        && (classUid == null || classUid == facts.classUid())
        && (severity == null || severity <= facts.severityId())
        && isResource(filter.resource(), facts.resource());
  }

  private static boolean is(@Nullable String asked, @Nullable String found) {
    return asked == null || asked.equals(found);
  }

  /** Whether a code is the one asked for, or of that family. */
  public static boolean isCode(@Nullable String asked, String found) {
    return asked == null
        || (asked.endsWith(FAMILY)
            ? found.startsWith(asked.substring(0, asked.length() - 1))
            : found.equals(asked));
  }

  /** Whether a resource, type and name, is the one asked for by name or by both. */
  public static boolean isResource(@Nullable String asked, @Nullable String found) {
    return asked == null
        || (found != null
            && (found.equals(asked) || found.substring(found.indexOf('/') + 1).equals(asked)));
  }
}
