package aico.bus.contract;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * That a service answers the alerts of a rule, by its owner's choice.
 *
 * @param rule the rule's name, as in its alerts
 * @param user who chose it
 * @param since when, RFC 3339, UTC
 * @param suspended whether it came back with a restore, and does nothing until it is chosen again;
 *     null is no
 */
public record StandingResponse(
    String rule, String user, String since, @Nullable Boolean suspended) {
  /** Rules that one service answers; there are not many more that raise alerts. */
  public static final int MAX = 100;

  /** One in force. */
  public StandingResponse(String rule, String user, String since) {
    this(rule, user, since, null);
  }

  public StandingResponse {
    Shapes.rule("rule", rule);
    Shapes.name("user", user);
    try {
      Instant.parse(since);
    } catch (DateTimeParseException e) {
      throw new InvalidField("since", "not an RFC 3339 time");
    }
  }

  /** Whether alerts are answered by it. */
  public boolean inForce() {
    return !Boolean.TRUE.equals(suspended);
  }

  /** The same, as it comes out of a backup. */
  public StandingResponse asSuspended() {
    return new StandingResponse(rule, user, since, true);
  }
}
