package aico.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bridge.Event;
import aico.bridge.Events;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vector of the Standard Webhooks reference libraries (standard-webhooks/standard-webhooks,
 * {@code libraries/*}, "sign function works").
 */
class WebhookVectorTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static Webhook webhook(String secret) {
    return new Webhook(
        secret.getBytes(StandardCharsets.US_ASCII), Event::json, () -> 1_614_265_330_999L);
  }

  @Test
  void sign_isThatOfTheReference() {
    byte[] payload = "{\"test\": 2432232314}".getBytes(StandardCharsets.US_ASCII);
    assertThat(webhook(SECRET).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, payload))
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertThat(
            webhook(SECRET.substring(6))
                .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, payload))
        .as("the prefix may be left out")
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void request_hasTheEventsIdAndTheSecondsOfTheTry() {
    HttpOutlet.Post post = webhook(SECRET).post(List.of(Events.plain(4)));
    assertThat(post.headers())
        .containsEntry("webhook-id", "id-4")
        .containsEntry("webhook-timestamp", "1614265330");
    assertThat(post.headers().get("webhook-signature")).startsWith("v1,").hasSize(47);
    assertThat(post.body()).isEqualTo(Events.plain(4).json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_short", "whsec_!!!!", "whsec_AAAAAAAAAAAAAAAAAAAA"})
  void secretThatIsNone_isRefused_andNotRepeated(String secret) {
    assertThatThrownBy(() -> webhook(secret))
        .hasMessageContaining("webhook's secret")
        .hasMessageNotContaining("AAAA");
  }
}
