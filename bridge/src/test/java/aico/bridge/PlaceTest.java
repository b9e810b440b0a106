package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
  @Test
  void everyForm_isRead() {
    assertThat(Place.parse("file:/var/log/aico/events.ndjson"))
        .isEqualTo(new Place.File("/var/log/aico/events.ndjson"));
    assertThat(Place.parse("file:///srv/a b.ndjson")).isEqualTo(new Place.File("/srv/a b.ndjson"));
    assertThat(Place.parse("https://Example.org/hook?x=1"))
        .isEqualTo(new Place.Http(Place.Kind.WEBHOOK, true, "example.org", 443, "/hook?x=1"));
    assertThat(Place.parse("otlp+http://192.168.1.20:3100/otlp/v1/logs"))
        .isEqualTo(new Place.Http(Place.Kind.OTLP, false, "192.168.1.20", 3100, "/otlp/v1/logs"));
    assertThat(Place.parse("otlp+https://[2606:4700::1]:4318"))
        .isEqualTo(new Place.Http(Place.Kind.OTLP, true, "2606:4700::1", 4318, "/v1/logs"));
    assertThat(Place.parse("ntfy+https://ntfy.sh/house"))
        .isEqualTo(new Place.Http(Place.Kind.NTFY, true, "ntfy.sh", 443, "/house"));
    assertThat(Place.parse("mqtts://broker"))
        .isEqualTo(new Place.Mqtt(true, "broker", 8883, "aico"));
    assertThat(Place.parse("mqtt://10.0.0.1/home/aico"))
        .isEqualTo(new Place.Mqtt(false, "10.0.0.1", 1883, "home/aico"));
    assertThat(Place.parse("syslog+tls://logs.lan")).isEqualTo(new Place.Syslog("logs.lan", 6514));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "ftp://example.org",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https://exa mple.org/",
        "https://exämple.org/",
        "https://-a.org/",
        "https://a..org/",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        // What resolvers take for addresses, and what could be taken for another than it is.
        "https://2130706433/",
        "https://127.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.0.0.1.5/",
        "https://10.0.0.01/",
        "file:relative",
        "file:/",
        "file:/a/../etc/passwd",
        "file:/a/\n",
        "file:/folder/",
        "ntfy+https://ntfy.sh",
        "ntfy+https://ntfy.sh/a/b",
        "mqtt://broker/#",
        "mqtt://broker/a/+/b",
        "mqtt://broker/a//b",
        "syslog+tls://logs/path",
        "syslog://logs"
      })
  void anythingElse_isRefused_andNamesTheField(String url) {
    assertThatThrownBy(() -> Place.parse(url))
        .isInstanceOfSatisfying(BridgeException.class, e -> assertThat(e.field()).isEqualTo("to"));
  }

  @Test
  void endlessUrl_isRefused() {
    assertThatThrownBy(() -> Place.parse("https://example.org/" + "a".repeat(3000)))
        .hasMessageContaining("2048");
  }
}
