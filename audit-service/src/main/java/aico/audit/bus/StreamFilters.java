package aico.audit.bus;

import aico.bus.contract.EventCode.OcsfClass;
import aico.bus.contract.EventFilter;
import aico.bus.contract.InvalidField;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The filter in an {@code open}: {@code class} and {@code severity}, each where it is wanted. */
final class StreamFilters {
  /** By OCSF's {@code severity_id}. */
  private static final List<String> SEVERITIES =
      List.of("unknown", "informational", "low", "medium", "high", "critical", "fatal");

  private StreamFilters() {}

  static EventFilter of(JsonNode open) {
    JsonNode kind = open.path("class");
    JsonNode severity = open.path("severity");
    String code = kind.asText("").indexOf('.') >= 0 ? kind.asText() : null;
    try {
      return new EventFilter(
          null,
          null,
          code,
          kind.isMissingNode() || code != null ? null : Integer.valueOf(classUid(kind)),
          severity.isMissingNode() ? null : Integer.valueOf(severity(severity)),
          null,
          null,
          null,
          null);
    } catch (InvalidField wrong) {
      throw wrong.field().equals("severity_id") || wrong.field().equals("severity")
          ? noSeverity()
          : noClass();
    }
  }

  private static int classUid(JsonNode kind) {
    if (kind.isInt()) {
      return kind.asInt();
    }
    String name = kind.asText("").toUpperCase(Locale.ROOT);
    for (OcsfClass known : OcsfClass.values()) {
      if (known.name().equals(name)) {
        return known.uid();
      }
    }
    throw noClass();
  }

  private static int severity(JsonNode given) {
    @Nullable Integer id = given.isInt() ? Integer.valueOf(given.asInt()) : null;
    int level = id != null ? id : SEVERITIES.indexOf(given.asText(""));
    if (level < 0) {
      throw noSeverity();
    }
    return level;
  }

  private static InvalidField noClass() {
    return new InvalidField(
        "class",
        "expected a number of OCSF such as 3002, its name such as authentication, a code such as"
            + " vault.mounted, or all of a kind such as vault.*");
  }

  private static InvalidField noSeverity() {
    return new InvalidField("severity", "expected 0 to 99, or one of " + SEVERITIES);
  }
}
