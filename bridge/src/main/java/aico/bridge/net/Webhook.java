package aico.bridge.net;

import aico.bridge.BridgeException;
import aico.bridge.Event;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Standard Webhooks 1.0.0: one event a request, with {@code webhook-id} (the event's id: the same
 * whenever it is sent again), {@code webhook-timestamp} (of this try) and {@code
 * webhook-signature}, {@code v1,} and base64 of HMAC-SHA-256 over {@code id.timestamp.body}.
 */
public final class Webhook implements HttpOutlet.Dialect {
  private static final String SECRET_PREFIX = "whsec_";
  private static final int SECRET_MIN_BYTES = 24;
  private static final int SECRET_MAX_BYTES = 64;

  private final SecretKeySpec key;
  private final Function<Event, byte[]> body;
  private final LongSupplier nowMs;

  /**
   * Signs with this secret.
   *
   * @param secret {@code whsec_} and base64, as the receiver shows it
   */
  public Webhook(byte[] secret, Function<Event, byte[]> body, LongSupplier nowMs) {
    key = key(secret);
    this.body = body;
    this.nowMs = nowMs;
  }

  private static SecretKeySpec key(byte[] secret) {
    String text = new String(secret, StandardCharsets.US_ASCII);
    try {
      byte[] raw =
          Base64.getDecoder()
              .decode(
                  text.startsWith(SECRET_PREFIX) ? text.substring(SECRET_PREFIX.length()) : text);
      if (raw.length < SECRET_MIN_BYTES || raw.length > SECRET_MAX_BYTES) {
        throw new BridgeException(
            "secret_file",
            "a webhook's secret: %d bytes (expected: %d to %d, in base64 behind whsec_)"
                .formatted(raw.length, SECRET_MIN_BYTES, SECRET_MAX_BYTES));
      }
      SecretKeySpec spec = new SecretKeySpec(raw, "HmacSHA256");
      Arrays.fill(raw, (byte) 0);
      return spec;
    } catch (IllegalArgumentException notBase64) {
      throw new BridgeException(
          "secret_file", "a webhook's secret: not base64 behind whsec_", notBase64);
    }
  }

  @Override
  public int batch() {
    return 1;
  }

  @Override
  public HttpOutlet.Post post(List<Event> events) {
    Event event = events.getFirst();
    byte[] content = body.apply(event);
    long seconds = nowMs.getAsLong() / 1000;
    return new HttpOutlet.Post(
        content,
        Map.of(
            "Content-Type",
            "application/json",
            "webhook-id",
            event.id(),
            "webhook-timestamp",
            Long.toString(seconds),
            "webhook-signature",
            "v1," + sign(event.id(), seconds, content)));
  }

  /** Base64 of the signature. */
  String sign(String id, long seconds, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(content));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("HmacSHA256", missing);
    }
  }
}
