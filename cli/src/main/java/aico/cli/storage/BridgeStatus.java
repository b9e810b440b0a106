package aico.cli.storage;

import aico.cli.Bridges;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge says of its targets. It is the word of a process that speaks with the outside:
 * nothing here fails on it, and what people get to read of it is stripped of control characters.
 */
public final class BridgeStatus {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ERROR_MAX_CHARS = 400;
  private static final String STOPPED = "stopped";

  /** One target, as far as it could be read. */
  public record One(
      String state,
      long cursor,
      long head,
      long delivered,
      long deadLetters,
      String error,
      long errorAtMs,
      long deliveredAtMs) {}

  private BridgeStatus() {}

  /** By name; empty where nothing usable stands. */
  public static Map<String, One> parse(String status) {
    Map<String, One> targets = new HashMap<>();
    if (status.isBlank()) {
      return targets;
    }
    try {
      for (JsonNode one : JSON.readTree(status).path("targets")) {
        targets.put(
            one.path("name").asText(""),
            new One(
                printable(one.path("state").asText(STOPPED)),
                one.path("cursor").asLong(0),
                one.path("head").asLong(-1),
                one.path("delivered").asLong(0),
                one.path("dead_letters").asLong(0),
                printable(one.path("error").asText("")),
                one.path("error_at_ms").asLong(0),
                one.path("delivered_at_ms").asLong(0)));
      }
    } catch (JacksonException notJson) {
      targets.clear();
    }
    return targets;
  }

  /** A target of the settings with what is known of it. */
  public static Bridges.Target target(BridgeFiles.Entry entry, @Nullable One one) {
    One known = one == null ? new One(STOPPED, entry.from(), -1, 0, 0, "", 0, 0) : one;
    return new Bridges.Target(
        entry.name(),
        entry.to(),
        entry.shape(),
        entry.filter(),
        entry.allowPrivate(),
        known.state(),
        known.cursor(),
        known.head() < 0 ? null : Long.valueOf(Math.max(0, known.head() - known.cursor())),
        known.delivered(),
        known.deadLetters(),
        known.error().isEmpty() ? null : known.error(),
        time(known.errorAtMs()),
        time(known.deliveredAtMs()));
  }

  private static @Nullable String time(long ms) {
    return ms <= 0 || ms > 32_503_680_000_000L ? null : Instant.ofEpochMilli(ms).toString();
  }

  private static String printable(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    return line.length() > ERROR_MAX_CHARS ? line.substring(0, ERROR_MAX_CHARS) : line;
  }
}
