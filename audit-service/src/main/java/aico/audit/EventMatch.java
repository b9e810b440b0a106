package aico.audit;

import aico.bus.contract.EventFilter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event is among those that a filter asks for: the last word, whatever an index says.
 */
public final class EventMatch {
  private static final String FAMILY = ".*";

  private final EventFilter filter;
  private final long sinceMs;
  private final long untilMs;
  private final @Nullable Set<String> users;
  private final @Nullable Set<String> resources;
  private final @Nullable Set<String> texts;

  /** By the names as they are asked for. */
  public EventMatch(EventFilter filter) {
    this(filter, Aliases.NONE);
  }

  /** By the names, and by what stands for them in events. */
  public EventMatch(EventFilter filter, Aliases aliases) {
    this.filter = filter;
    this.sinceMs = filter.sinceMs();
    this.untilMs = filter.untilMs();
    this.users = filter.user() == null ? null : aliases.of(filter.user());
    this.resources = filter.resource() == null ? null : resources(filter.resource(), aliases);
    this.texts =
        filter.text() == null
            ? null
            : aliases.of(filter.text()).stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
  }

  /** What is named is the last part of a path. */
  private static Set<String> resources(String asked, Aliases aliases) {
    int name = asked.lastIndexOf('/') + 1;
    return aliases.of(asked.substring(name)).stream()
        .map(each -> asked.substring(0, name) + each)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What is asked for, as it was asked for. */
  public EventFilter filter() {
    return filter;
  }

  /** Those for whom an event may be; null where that does not matter. */
  public @Nullable Set<String> users() {
    return users;
  }

  /** Whether every event is. */
  public boolean isEverything() {
    return filter.equals(EventFilter.all());
  }

  /** Whether the text alone decides, for which there is no index. */
  public boolean isTextAlone() {
    return texts != null
        && new EventFilter(null, null, null, null, null, null, null, null, filter.text())
            .equals(filter);
  }

  /** Whether this leaf is. */
  public boolean test(byte[] leaf) {
    return isEverything() || (hasText(leaf) && (isTextAlone() || test(EventFacts.of(leaf))));
  }

  private boolean hasText(byte[] leaf) {
    if (texts == null) {
      return true;
    }
    String event = new String(leaf, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    return texts.stream().anyMatch(event::contains);
  }

  private boolean test(EventFacts facts) {
    Integer classUid = filter.class_uid();
    Integer severity = filter.severity_id();
    return facts.timeMs() >= sinceMs
        && facts.timeMs() < untilMs
        && (filter.principal() == null || filter.principal().equals(facts.principal()))
        && (users == null || (facts.user() != null && users.contains(facts.user())))
        && isCode(filter.event_code(), facts.code())
        && (classUid == null || classUid == facts.classUid())
        && (severity == null || severity <= facts.severityId())
        && isResource(facts.resource());
  }

  /** Whether a code is the one asked for, or of that family. */
  public static boolean isCode(@Nullable String asked, String found) {
    return asked == null
        || (asked.endsWith(FAMILY)
            ? found.startsWith(asked.substring(0, asked.length() - 1))
            : found.equals(asked));
  }

  /** Whether a resource, type and name, is one that is asked for by name or by both. */
  public boolean isResource(@Nullable String found) {
    return resources == null
        || (found != null
            && (resources.contains(found)
                || resources.contains(found.substring(found.indexOf('/') + 1))));
  }
}
