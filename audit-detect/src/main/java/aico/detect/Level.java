package aico.detect;

import java.util.Locale;
import java.util.Optional;

/** How much an alert matters: the levels of Sigma, in the order of OCSF's severities. */
public enum Level {
  INFORMATIONAL,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /** As in rules and in events. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Level> byWireName(String name) {
    for (Level level : values()) {
      if (level.wireName().equals(name)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }
}
