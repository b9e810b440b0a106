package aico.cli.cli;

import aico.cli.Alerts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows one alert. */
final class FakeAlerts implements Alerts {
  static final Alert ALERT =
      new Alert(
          "0123456789abcdef0123456789abcdef",
          "repeated-login-failures",
          "Repeated failed attempts to log in or unlock",
          "high",
          "user owner",
          "user owner: 5 events of login-failed within 3 min.",
          "See through which program it comes.",
          List.of(7L, 9L),
          "open",
          "2026-11-01T12:00:00Z",
          "2026-11-01T12:05:00Z",
          3);

  @Override
  public Listed list(boolean all) {
    return new Listed(
        List.of(ALERT), List.of(new Suppression("denial-burst", null, "2026-12-01T00:00:00Z")));
  }

  @Override
  public Shown show(String id) {
    return new Shown(ALERT, List.of("{\"type\":\"one\"}", "{\"type\":\"two\"}"));
  }

  @Override
  public Alert acknowledge(String id) {
    return ALERT;
  }

  @Override
  public Alert resolve(String id) {
    return ALERT;
  }

  @Override
  public void suppress(String rule, @Nullable String subject, int days) {}

  @Override
  public Rules rules() {
    return new Rules(
        "/home/rules",
        List.of(new Rule("denial-burst", "A burst of denials", "medium")),
        List.of(new Fault("mine.yml", "level: loud (expected: low)")));
  }

  @Override
  public Responses responses() {
    return new Responses(List.of(response("lock")));
  }

  @Override
  public Responses respond(String rule, String response) {
    return new Responses(response.equals("off") ? List.of() : List.of(response(response)));
  }

  private static Response response(String response) {
    return new Response("guessed-password", response, "owner", "2026-11-01T12:00:00Z", false);
  }
}
