package aico.detect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A finding that the owner should know of, and what became of it.
 *
 * @param id 32 hex digits that follow from rule, subject and the event that made it one, so that
 *     the same finding, made again after a crash, is the same alert
 * @param raisedMs when the event happened that made it one
 * @param lastMs when it was seen last
 * @param count how often it was seen
 */
public record Alert(
    String id,
    String rule,
    String title,
    Level level,
    String subject,
    String why,
    String advice,
    List<Long> events,
    State state,
    long raisedMs,
    long lastMs,
    int count) {

  private static final int ID_BYTES = 16;

  /** What became of it. */
  public enum State {
    OPEN,
    ACKNOWLEDGED,
    RESOLVED
  }

  public Alert {
    events = List.copyOf(events);
  }

  static Alert of(Finding finding, long eventMs) {
    return new Alert(
        idOf(finding),
        finding.rule(),
        finding.title(),
        finding.level(),
        finding.subject(),
        finding.why(),
        finding.advice(),
        finding.events(),
        State.OPEN,
        eventMs,
        eventMs,
        1);
  }

  private static String idOf(Finding finding) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (finding.rule() + '\0' + finding.subject() + '\0' + finding.trigger())
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Alert in(State next) {
    return new Alert(
        id, rule, title, level, subject, why, advice, events, next, raisedMs, lastMs, count);
  }

  /** Seen once more. */
  Alert again(long eventMs) {
    return new Alert(
        id,
        rule,
        title,
        level,
        subject,
        why,
        advice,
        events,
        state,
        raisedMs,
        Math.max(lastMs, eventMs),
        count == Integer.MAX_VALUE ? count : count + 1);
  }

  boolean isAbout(Finding finding) {
    return rule.equals(finding.rule()) && subject.equals(finding.subject());
  }
}
