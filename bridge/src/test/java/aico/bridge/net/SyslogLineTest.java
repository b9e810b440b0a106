package aico.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bridge.Event;
import aico.bridge.Events;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SyslogLineTest {
  private final SyslogLine lines = new SyslogLine("my host", Event::json);

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.US_ASCII);
  }

  @Test
  void line_isRfc5424_countedInOctets() {
    Event event = Events.plain(41);
    String line = text(lines.of(event));
    String message = line.substring(line.indexOf(' ') + 1);

    assertThat(line).startsWith(message.length() + " ");
    assertThat(message)
        .isEqualTo(
            "<110>1 2026-11-01T12:00:00.123Z my_host vault-service - key.handed_out"
                + " [meta sequenceId=\"42\"][origin software=\"AICO Security\"] "
                + new String(event.json(), StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNotAscii_isEscapedAsJsonDoes_andNoLineBreaksOut() {
    Event event = Events.of(0, "a b\\n<1>1 forged", 2004, 5, ",\"unmapped\":{\"x\":\"ä€😀\"}");
    String line = text(lines.of(event));
    assertThat(line).contains("<106>1 ").contains("\\u00e4\\u20ac\\ud83d\\ude00");
    assertThat(line.substring(0, line.indexOf(" [meta"))).endsWith(" - a_b_<1>1_forged");
  }
}
