package aico.audit.bus;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.StreamAsk;
import aico.audit.StreamTell;
import aico.bus.contract.EventFilter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamFramesTest {
  @Test
  void decode_whatSubscribersSay() {
    assertThat(decode("open", "{\"v\":1,\"from\":\"cursor\",\"credit\":100}"))
        .isEqualTo(new StreamAsk.Open(new StreamAsk.Cursor(), 100));
    assertThat(decode("open", "{\"v\":1,\"from\":\"earliest\",\"credit\":1}"))
        .isEqualTo(new StreamAsk.Open(new StreamAsk.Earliest(), 1));
    assertThat(decode("open", "{\"credit\":1000,\"from\":\"latest\",\"v\":1}"))
        .isEqualTo(new StreamAsk.Open(new StreamAsk.Latest(), 1000));
    assertThat(decode("open", "{\"v\":1,\"from\":17,\"credit\":100}"))
        .isEqualTo(new StreamAsk.Open(new StreamAsk.At(17), 100));
    assertThat(decode("open", "{\"v\":1,\"from\":17,\"credit\":100,\"batch\":true}"))
        .isEqualTo(new StreamAsk.Open(new StreamAsk.At(17), 100, true));
    assertThat(decode("open", "{\"v\":1,\"from\":17,\"credit\":100,\"batch\":1}"))
        .isInstanceOfSatisfying(
            StreamAsk.Unreadable.class, bad -> assertThat(bad.field()).isEqualTo("batch"));
    assertThat(decode("open", "{\"v\":1,\"from\":\"2026-11-01T12:00:00+01:00\",\"credit\":9}"))
        .isEqualTo(
            new StreamAsk.Open(new StreamAsk.Since(Instant.parse("2026-11-01T11:00:00Z")), 9));
    assertThat(decode("ack", "17")).isEqualTo(new StreamAsk.Ack(17));
    assertThat(decode("ack", "00000000000000017")).isEqualTo(new StreamAsk.Ack(17));
    assertThat(decode("proof", "{\"from\":1,\"to\":8}")).isEqualTo(new StreamAsk.Proof(1, 8));
    assertThat(decode("erased", "ab".repeat(16))).isEqualTo(new StreamAsk.Erased("ab".repeat(16)));
    assertThat(decode("erased", "anna")).isInstanceOf(StreamAsk.Unreadable.class);
    assertThat(
            StreamFrames.encode(new StreamTell.Erase("ab".repeat(16), 9)).stream()
                .map(frame -> new String(frame, StandardCharsets.UTF_8)))
        .containsExactly("erase", "{\"subject\":\"%s\",\"up_to\":9}".formatted("ab".repeat(16)));
    assertThat(decode("open", "{\"v\":2,\"whatever\":true}"))
        .isEqualTo(new StreamAsk.OtherVersion());
  }

  @Test
  void decode_filters() {
    assertThat(filter("\"class\":3002")).isEqualTo(filter(null, 3002, null));
    assertThat(filter("\"class\":\"authentication\"")).isEqualTo(filter(null, 3002, null));
    assertThat(filter("\"class\":\"vault.*\"")).isEqualTo(filter("vault.*", null, null));
    assertThat(filter("\"class\":\"vault.mounted\",\"severity\":\"high\""))
        .isEqualTo(filter("vault.mounted", null, 4));
    assertThat(filter("\"severity\":3")).isEqualTo(filter(null, null, 3));
  }

  private static EventFilter filter(String fields) {
    return ((StreamAsk.Open) decode("open", "{\"v\":1,\"from\":0,\"credit\":1," + fields + "}"))
        .filter();
  }

  private static EventFilter filter(
      @Nullable String code, @Nullable Integer classUid, @Nullable Integer severity) {
    return new EventFilter(null, null, code, classUid, severity, null, null, null, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "open|{}|v",
        "open|{\"v\":\"1\",\"from\":\"cursor\",\"credit\":1}|v",
        "open|{\"v\":1,\"credit\":1}|from",
        "open|{\"v\":1,\"from\":\"cursor\"}|credit",
        "open|{\"v\":1,\"from\":\"cursor\",\"credit\":0}|credit",
        "open|{\"v\":1,\"from\":\"cursor\",\"credit\":1001}|credit",
        "open|{\"v\":1,\"from\":\"cursor\",\"credit\":\"1\"}|credit",
        "open|{\"v\":1,\"from\":\"cursor\",\"credit\":1.5}|credit",
        "open|{\"v\":1,\"from\":\"start\",\"credit\":1}|from",
        "open|{\"v\":1,\"from\":-1,\"credit\":1}|from",
        "open|{\"v\":1,\"from\":\"cursor\",\"credit\":1,\"more\":1}|more",
        "open|{\"v\":1,\"v\":1,\"from\":\"cursor\",\"credit\":1}|v",
        "open|{\"v\":1,\"from\":\"2026-11-01\",\"credit\":1}|from",
        "open|{\"v\":1,\"from\":\"+999999999-12-31T00:00:00Z\",\"credit\":1}|from",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"class\":\"nonsense\"}|class",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"class\":\"Vault.x y\"}|class",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"class\":[3002]}|class",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"class\":-1}|class",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"severity\":\"loud\"}|severity",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"severity\":100}|severity",
        "open|{\"v\":1,\"from\":0,\"credit\":1,\"severity\":null}|severity",
        "open|[]|v",
        "open|garbage|body",
        "ack|x|seq",
        "ack|-1|seq",
        "ack|1234567890123456789|seq",
        "proof|{\"from\":1}|to",
        "proof|{\"from\":1,\"to\":\"2\"}|to",
        "fetch|{}|name",
      })
  void decode_anythingElse_namesTheField(String name, String body, String field) {
    assertThat(decode(name, body))
        .isInstanceOfSatisfying(
            StreamAsk.Unreadable.class, bad -> assertThat(bad.field()).isEqualTo(field));
  }

  @Test
  void decode_anotherNumberOfFramesOrAHugeOne_isRefused() {
    assertThat(decode("open")).isInstanceOf(StreamAsk.Unreadable.class);
    assertThat(decode("ack", "1", "2")).isInstanceOf(StreamAsk.Unreadable.class);
    assertThat(decode("ack", "1".repeat(2000))).isInstanceOf(StreamAsk.Unreadable.class);
    assertThat(StreamFrames.decode(List.of(new byte[] {-1, -2}, new byte[0])))
        .isInstanceOf(StreamAsk.Unreadable.class);
  }

  @Test
  void encode_whatTheyAreTold() {
    assertThat(encode(new StreamTell.Event(7, bytes("{}")))).containsExactly("event", "7", "{}");
    assertThat(encode(new StreamTell.Events(7, 2, bytes("{}\n{}"))))
        .containsExactly("events", "7", "{}\n{}");
    assertThat(encode(new StreamTell.CaughtUp(7))).containsExactly("caught_up", "{\"head\":7}");
    assertThat(encode(new StreamTell.Heartbeat(7, "note\n")))
        .containsExactly("heartbeat", "{\"head\":7,\"checkpoint\":\"note\\n\"}");
    assertThat(encode(new StreamTell.Proof(1, 2, List.of(new byte[3]))))
        .containsExactly("proof", "{\"from\":1,\"to\":2,\"hashes\":[\"AAAA\"]}");
    assertThat(encode(new StreamTell.Refused("usage", "m", "f")))
        .containsExactly("error", "{\"code\":\"usage\",\"message\":\"m\",\"field\":\"f\"}");
    assertThat(encode(new StreamTell.Revoked())).containsExactly("revoked", "{}");
    assertThat(encode(new StreamTell.Replaced())).containsExactly("replaced", "{}");
    assertThat(encode(new StreamTell.UnsupportedVersion()))
        .containsExactly("unsupported_version", "{\"supported\":[1]}");
  }

  private static StreamAsk decode(String... frames) {
    return StreamFrames.decode(Arrays.stream(frames).map(StreamFramesTest::bytes).toList());
  }

  private static List<String> encode(StreamTell message) {
    return StreamFrames.encode(message).stream()
        .map(frame -> new String(frame, StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
