package aico.bridge.net;

import aico.bridge.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * RFC 5424, framed by octet counting (RFC 5425, section 4.3): {@code MSG-LEN SP SYSLOG-MSG}.
 * Facility 13 (log audit); the message is JSON in ASCII, so that it needs no byte order mark
 * (section 6.4).
 */
public final class SyslogLine {
  private static final int FACILITY_LOG_AUDIT = 13;
  private static final int HOSTNAME_MAX = 255;
  private static final int APP_NAME_MAX = 48;
  private static final int MSGID_MAX = 32;

  private final String hostName;
  private final Function<Event, byte[]> body;

  /** Lines of this host. */
  public SyslogLine(String hostName, Function<Event, byte[]> body) {
    this.hostName = token(hostName, HOSTNAME_MAX);
    this.body = body;
  }

  /** One framed message. */
  byte[] of(Event event) {
    String header =
        "<%d>1 %s %s %s - %s [meta sequenceId=\"%d\"][origin software=\"AICO Security\"] "
            .formatted(
                FACILITY_LOG_AUDIT * 8 + event.severity().syslog(),
                event.time().isEmpty() ? "-" : event.time(),
                hostName,
                token(event.producer(), APP_NAME_MAX),
                token(event.code(), MSGID_MAX),
                // Section 7.3.1: from 1 to 2147483647, then anew.
                event.sequence() % Integer.MAX_VALUE + 1);
    byte[] start = header.getBytes(StandardCharsets.US_ASCII);
    byte[] message = ascii(body.apply(event));
    ByteArrayOutputStream line = new ByteArrayOutputStream(start.length + message.length + 8);
    line.writeBytes(((start.length + message.length) + " ").getBytes(StandardCharsets.US_ASCII));
    line.writeBytes(start);
    line.writeBytes(message);
    return line.toByteArray();
  }

  /** Characters beyond ASCII stand in JSON's own escapes, which only texts can hold. */
  private static byte[] ascii(byte[] json) {
    StringBuilder plain = new StringBuilder(json.length);
    String text = new String(json, StandardCharsets.UTF_8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        plain.append(c);
      } else {
        plain.append("\\u%04x".formatted((int) c));
      }
    }
    return plain.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** PRINTUSASCII of at most so many characters; {@code -} for nothing. */
  private static String token(String text, int max) {
    String clean = text.replaceAll("[^!-~]", "_");
    return clean.isEmpty() ? "-" : clean.substring(0, Math.min(max, clean.length()));
  }
}
