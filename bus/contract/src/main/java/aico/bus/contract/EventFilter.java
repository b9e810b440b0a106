package aico.bus.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for: all that are as each field says that is there.
 *
 * @param principal who caused it, such as {@code cli}: {@code data.actor.app_name}
 * @param user for whom: the name of {@code data.actor.user}, or else of {@code data.user}
 * @param event_code exact, such as {@code vault.mounted}, or a family, such as {@code vault.*}
 * @param class_uid of OCSF
 * @param severity_id of OCSF, at least this
 * @param resource its name, or type and name: {@code diary}, {@code vault/diary}
 * @param since RFC 3339; the event's own time, at or after this
 * @param until RFC 3339; before this
 * @param text occurs anywhere in the event's JSON, whatever the case
 */
public record EventFilter(
    @Nullable String principal,
    @Nullable String user,
    @Nullable String event_code,
    @Nullable Integer class_uid,
    @Nullable Integer severity_id,
    @Nullable String resource,
    @Nullable String since,
    @Nullable String until,
    @Nullable String text) {
  private static final Pattern EVENT_CODE = Pattern.compile("[a-z_]{1,32}\\.([a-z_]{1,64}|\\*)");
  private static final int TEXT_MAX_CHARS = 256;

  public EventFilter {
    if (principal != null) {
      Shapes.principal("principal", principal);
    }
    if (event_code != null && !EVENT_CODE.matcher(event_code).matches()) {
      throw new InvalidField("event_code", "expected a code such as vault.mounted or vault.*");
    }
    shortText("user", user);
    shortText("resource", resource);
    shortText("text", text);
    if (class_uid != null) {
      Shapes.between("class_uid", class_uid, 0, 999_999);
    }
    if (severity_id != null) {
      Shapes.between("severity_id", severity_id, 0, 99);
    }
    time("since", since);
    time("until", until);
  }

  /** Every event. */
  public static EventFilter all() {
    return new EventFilter(null, null, null, null, null, null, null, null, null);
  }

  private static void shortText(String field, @Nullable String value) {
    if (value != null && (value.isEmpty() || value.length() > TEXT_MAX_CHARS)) {
      throw new InvalidField(field, "expected 1 to " + TEXT_MAX_CHARS + " characters");
    }
  }

  private static void time(String field, @Nullable String value) {
    if (value != null) {
      millis(field, value);
    }
  }

  private static long millis(String field, String value) {
    try {
      return Instant.parse(value).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new InvalidField(field, "expected a time such as 2026-11-01T12:00:00Z");
    }
  }

  /** {@code since} in ms since 1970, or the smallest number. */
  public long sinceMs() {
    return since == null ? Long.MIN_VALUE : millis("since", since);
  }

  /** {@code until} in ms since 1970, or the largest number. */
  public long untilMs() {
    return until == null ? Long.MAX_VALUE : millis("until", until);
  }
}
