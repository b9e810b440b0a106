package aico.bus.contract;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * That a service answers the alerts of a rule, by its owner's choice.
 *
 * @param rule the rule's name, as in its alerts
 * @param user who chose it
 * @param since when, RFC 3339, UTC
 */
public record StandingResponse(String rule, String user, String since) {
  /** Rules that one service answers; there are not many more that raise alerts. */
  public static final int MAX = 100;

  public StandingResponse {
    Shapes.rule("rule", rule);
    Shapes.name("user", user);
    try {
      Instant.parse(since);
    } catch (DateTimeParseException e) {
      throw new InvalidField("since", "not an RFC 3339 time");
    }
  }
}
