package aico.bridge.net;

import aico.bridge.BridgeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} header: Basic with a user; the secret as it stands when it brings its
 * scheme ({@code ApiKey …}); else a bearer token. Libraries want it as text, so it is on this
 * process's heap.
 */
public final class Authorization {
  private Authorization() {}

  /** One header, or none without a secret. */
  public static Map<String, String> header(@Nullable String user, byte @Nullable [] secret) {
    if (secret == null) {
      return Map.of();
    }
    String text = new String(secret, StandardCharsets.UTF_8);
    if (!text.matches("[ -~]{1,4096}")) {
      throw new BridgeException("secret_file", "a token: expected: one line of printable ASCII");
    }
    String value;
    if (user != null) {
      value =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((user + ":" + text).getBytes(StandardCharsets.UTF_8));
    } else {
      value = text.indexOf(' ') > 0 ? text : "Bearer " + text;
    }
    return Map.of("Authorization", value);
  }
}
