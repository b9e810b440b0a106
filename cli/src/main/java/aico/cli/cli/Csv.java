package aico.cli.cli;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Events as lines of CSV (RFC 4180, but for the line's end), for spreadsheets: what a cell holds is
 * never taken for a formula, since a producer chose it.
 */
final class Csv {
  private static final List<String> COLUMNS =
      List.of(
          "sequence",
          "time",
          "code",
          "class_uid",
          "activity_id",
          "severity_id",
          "status",
          "recorded_by",
          "principal",
          "user",
          "resource_type",
          "resource",
          "correlation",
          "details",
          "id");

  /** With these a cell is a formula, or makes the next one: OWASP, "CSV Injection". */
  private static final String FORMULA_STARTS = "=+-@\t\r\n";

  private Csv() {}

  static String header() {
    return String.join(",", COLUMNS);
  }

  static String line(String cloudEvent) {
    EventText event = new EventText(cloudEvent);
    return List.of(
            event.sequence(),
            event.time(),
            event.code(),
            event.number("class_uid"),
            event.number("activity_id"),
            event.number("severity_id"),
            event.failed() ? "failed" : "done",
            event.source(),
            event.principal(),
            event.user(),
            event.resourceType(),
            event.resourceName(),
            event.correlation(),
            event.detailsAsJson(),
            event.id())
        .stream()
        .map(Csv::cell)
        .collect(Collectors.joining(","));
  }

  static String cell(String text) {
    String inert =
        !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return "\"" + inert.replace("\"", "\"\"") + "\"";
  }
}
