package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
  private static final Reach REACH =
      Reach.of(
          List.of(
              target("public", "otlp+https://logs.example.org", false),
              target("house", "mqtts://house.lan", true),
              target("clear", "mqtt://clear.lan", true),
              target("self", "syslog+tls://localhost", true),
              target("literal", "otlp+http://127.0.0.1:3100", true),
              target("metadata", "otlp+http://169.254.169.254", true),
              target("file", "file:/tmp/x", false)));

  static Target target(String name, String to, boolean allowPrivate) {
    return new Target(
        name,
        Place.parse(to),
        Shape.OCSF,
        Filter.ALL,
        0,
        allowPrivate,
        null,
        false,
        false,
        new Target.Rotation(1, 1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "logs.example.org, 93.184.216.34, true",
    "LOGS.example.org., 93.184.216.34, true",
    "logs.example.org, 192.168.1.1, false",
    "logs.example.org, 127.0.0.1, false",
    "logs.example.org, 169.254.169.254, false",
    "logs.example.org, 0.0.0.0, false",
    "house.lan, 192.168.1.1, true",
    "house.lan, 93.184.216.34, true",
    // A name of the house that comes to lead to this machine, or to a cloud's metadata.
    "house.lan, 127.0.0.1, false",
    "house.lan, 169.254.169.254, false",
    "clear.lan, 192.168.1.1, true",
    "clear.lan, 93.184.216.34, false",
    "localhost, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.1, true",
    "169.254.169.254, 169.254.169.254, true",
    "other.example.org, 93.184.216.34, false",
    "example.org, 93.184.216.34, false"
  })
  void reach(String host, String address, boolean allowed) {
    boolean literal = host.matches("[0-9.]+");
    String refusal = REACH.refusal(host, literal, InetAddress.ofLiteral(address).getAddress());
    assertThat(refusal.isEmpty()).as(refusal).isEqualTo(allowed);
  }

  @Test
  void ofTwoTargetsOnOneHost_theStricterCounts() {
    Reach both =
        Reach.of(
            List.of(
                target("one", "otlp+https://nas.lan", true),
                target("two", "otlp+https://nas.lan:444", false)));
    assertThat(both.hosts()).containsEntry("nas.lan", Reach.Rule.PUBLIC);
  }

  @Test
  void withoutTls_onlyWithConsentForPrivateAddresses() {
    assertThatThrownBy(() -> target("x", "mqtt://broker", false))
        .hasMessageContaining("--allow-private");
  }
}
