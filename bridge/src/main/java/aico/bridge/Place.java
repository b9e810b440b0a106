package aico.bridge;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a target is, by its URL. */
public sealed interface Place {
  /** What speaks HTTP. */
  enum Kind {
    WEBHOOK,
    OTLP,
    NTFY
  }

  /** A file on this machine. */
  record File(String path) implements Place {}

  /**
   * A server that speaks HTTP.
   *
   * @param path with its slash, and the query
   */
  record Http(Kind kind, boolean tls, String host, int port, String path) implements Place {}

  /**
   * An MQTT broker.
   *
   * @param topic what every topic begins with
   */
  record Mqtt(boolean tls, String host, int port, String topic) implements Place {}

  /** A syslog receiver, always over TLS. */
  record Syslog(String host, int port) implements Place {}

  /** The kind in one word, for people. */
  default String word() {
    return switch (this) {
      case File file -> "file";
      case Http http -> http.kind().name().toLowerCase(Locale.ROOT);
      case Mqtt mqtt -> "mqtt";
      case Syslog syslog -> "syslog";
    };
  }

  /** The host it connects to, or nothing for a file. */
  default String hostName() {
    return switch (this) {
      case File file -> "";
      case Http http -> http.host();
      case Mqtt mqtt -> mqtt.host();
      case Syslog syslog -> syslog.host();
    };
  }

  int URL_MAX_CHARS = 2_048;
  int HTTPS_PORT = 443;
  int HTTP_PORT = 80;
  int MQTTS_PORT = 8883;
  int MQTT_PORT = 1883;

  /** RFC 5425, section 4.1. */
  int SYSLOG_TLS_PORT = 6514;

  String EXPECTED =
      "file:/PATH, https://…, otlp+https://…, ntfy+https://…/TOPIC, mqtts://HOST[:PORT][/TOPIC], or"
          + " syslog+tls://HOST[:PORT]; for hosts of your own also otlp+http, ntfy+http, http, mqtt";

  /** Scheme, host (a bracketed IPv6 literal or what a name may hold), port, the rest. */
  Pattern URL =
      Pattern.compile(
          "([a-z+]{1,16})://(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?(/[!-~]*)?");

  Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,64}(/[A-Za-z0-9_-]{1,64}){0,7}");

  /** The place of that URL; user names, fragments and what is no ASCII are refused. */
  static Place parse(String url) {
    if (url.length() > URL_MAX_CHARS) {
      throw wrong("longer than " + URL_MAX_CHARS + " characters");
    }
    if (url.startsWith("file:")) {
      String path = url.startsWith("file://") ? url.substring(7) : url.substring(5);
      if (!path.matches("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]") || ("/" + path + "/").contains("/../")) {
        throw wrong("a file needs an absolute path to it");
      }
      return new File(path);
    }
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw wrong("not a URL of a known form (secrets do not belong into it)");
    }
    String host = host(matcher.group(2));
    String rest = matcher.group(4) == null ? "" : matcher.group(4);
    if (rest.contains("#")) {
      throw wrong("a fragment is of no use here");
    }
    String port = matcher.group(3);
    return switch (matcher.group(1)) {
      case "https", "webhook+https" -> http(Kind.WEBHOOK, true, host, port, rest);
      case "http", "webhook+http" -> http(Kind.WEBHOOK, false, host, port, rest);
      case "otlp+https" -> http(Kind.OTLP, true, host, port, otlp(rest));
      case "otlp+http" -> http(Kind.OTLP, false, host, port, otlp(rest));
      case "ntfy+https" -> http(Kind.NTFY, true, host, port, ntfy(rest));
      case "ntfy+http" -> http(Kind.NTFY, false, host, port, ntfy(rest));
      case "mqtts" -> new Mqtt(true, host, port(port, MQTTS_PORT), topic(rest));
      case "mqtt" -> new Mqtt(false, host, port(port, MQTT_PORT), topic(rest));
      case "syslog+tls" -> {
        if (rest.length() > 1) {
          throw wrong("syslog knows no path");
        }
        yield new Syslog(host, port(port, SYSLOG_TLS_PORT));
      }
      default -> throw wrong("an unknown scheme");
    };
  }

  private static Http http(Kind kind, boolean tls, String host, String port, String path) {
    return new Http(
        kind, tls, host, port(port, tls ? HTTPS_PORT : HTTP_PORT), path.isEmpty() ? "/" : path);
  }

  /** OTLP specification, "OTLP/HTTP Request": the default path. */
  private static String otlp(String path) {
    return path.length() <= 1 ? "/v1/logs" : path;
  }

  private static String ntfy(String path) {
    if (!path.matches("/[A-Za-z0-9_-]{1,64}")) {
      throw wrong("ntfy needs one topic as its path");
    }
    return path;
  }

  private static String topic(String rest) {
    if (rest.length() <= 1) {
      return "aico";
    }
    if (!TOPIC.matcher(rest.substring(1)).matches()) {
      throw wrong("a topic has letters, digits, - and _, and at most 8 levels");
    }
    return rest.substring(1);
  }

  private static int port(@org.jspecify.annotations.Nullable String digits, int otherwise) {
    int port = digits == null ? otherwise : Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw wrong("port " + port + " (expected: 1 to 65535)");
    }
    return port;
  }

  /**
   * A name, or an address in its one usual form: resolvers also take {@code 127.1}, {@code 0x7f.1}
   * and {@code 2130706433} for addresses, so a last label that begins with a digit is refused
   * unless it is four decimal numbers.
   */
  private static String host(String host) {
    if (host.startsWith("[")) {
      return host.substring(1, host.length() - 1);
    }
    String name = host.toLowerCase(Locale.ROOT);
    boolean ipv4 = name.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    boolean label =
        name.matches("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    if (!ipv4 && !label) {
      throw wrong("'" + host + "' is neither a host name nor an address");
    }
    return name;
  }

  private static BridgeException wrong(String what) {
    return new BridgeException("to", what + " (expected: " + EXPECTED + ")");
  }
}
