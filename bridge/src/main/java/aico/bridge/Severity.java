package aico.bridge;

import java.util.Locale;

/** OCSF 1.8.0, {@code severity_id}. */
public enum Severity {
  UNKNOWN(0, 6, 9),
  INFORMATIONAL(1, 6, 9),
  LOW(2, 5, 10),
  MEDIUM(3, 4, 13),
  HIGH(4, 3, 17),
  CRITICAL(5, 2, 18),
  FATAL(6, 1, 21);

  private final int id;
  private final int syslog;
  private final int otel;

  Severity(int id, int syslog, int otel) {
    this.id = id;
    this.syslog = syslog;
    this.otel = otel;
  }

  /** That of the id; what OCSF does not define counts as unknown. */
  public static Severity of(int id) {
    for (Severity severity : values()) {
      if (severity.id == id) {
        return severity;
      }
    }
    return UNKNOWN;
  }

  public int id() {
    return id;
  }

  /** RFC 5424, section 6.2.1. */
  public int syslog() {
    return syslog;
  }

  /** OpenTelemetry logs data model, {@code SeverityNumber}. */
  public int otel() {
    return otel;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
