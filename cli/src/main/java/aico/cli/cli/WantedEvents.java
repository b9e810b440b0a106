package aico.cli.cli;

import aico.bus.contract.EventFilter;
import aico.bus.contract.EventTime;
import aico.cli.Suite;
import java.time.DateTimeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The events that a filter is for, judged here by what they show: as a search would judge. */
final class WantedEvents implements Suite.Wanted {
  private static final String FAMILY = ".*";

  private final EventFilter filter;
  private final @Nullable String text;

  WantedEvents(EventFilter filter) {
    this.filter = filter;
    String asked = filter.text();
    text = asked == null ? null : asked.toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isAll() {
    return filter.equals(EventFilter.all());
  }

  /** By what no pseudonym stands for. */
  @Override
  public boolean mayBe(String event) {
    return isAll() || mayBe(new EventText(event));
  }

  private boolean mayBe(EventText event) {
    Integer classUid = filter.class_uid();
    Integer severity = filter.severity_id();
    return (filter.principal() == null || filter.principal().equals(principal(event)))
        && isCode(filter.event_code(), event.code())
        && (classUid == null || classUid == number(event, "class_uid"))
        && (severity == null || severity <= number(event, "severity_id"))
        && isTime(event.time());
  }

  @Override
  public boolean is(String event) {
    if (isAll()) {
      return true;
    }
    EventText shown = new EventText(event);
    return mayBe(shown)
        && (filter.user() == null || filter.user().equals(shown.user()))
        && isResource(filter.resource(), shown)
        && (text == null || event.toLowerCase(Locale.ROOT).contains(text));
  }

  private static String principal(EventText event) {
    return event.principal().isEmpty() ? event.source() : event.principal();
  }

  private static boolean isCode(@Nullable String asked, String found) {
    return asked == null
        || (asked.endsWith(FAMILY)
            ? found.startsWith(asked.substring(0, asked.length() - 1))
            : found.equals(asked));
  }

  private static boolean isResource(@Nullable String asked, EventText event) {
    return asked == null
        || asked.equals(event.resourceName())
        || asked.equals(event.resourceType() + "/" + event.resourceName());
  }

  private boolean isTime(String time) {
    if (filter.since() == null && filter.until() == null) {
      return true;
    }
    try {
      long timeMs = EventTime.millis(time);
      return timeMs >= filter.sinceMs() && timeMs < filter.untilMs();
    } catch (DateTimeException noTime) {
      return false;
    }
  }

  private static int number(EventText event, String field) {
    try {
      return Integer.parseInt(event.number(field));
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
