package aico.cli.os;

import static org.assertj.core.api.Assertions.assertThat;

import aico.cli.os.HealthProbe.NotReady;
import aico.cli.os.HealthProbe.Ready;
import aico.cli.os.HealthProbe.Silent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthProbeTest {
  private static final String UP =
      "{\"status\":\"UP\",\"checks\":[{\"name\":\"x\"},{\"name\":\"process\",\"status\":\"UP\",\"data\":{\"pid\":3,\"pss_bytes\":1234}}]}";

  @Test
  void readyAndNotReady_areToldApart_withTheMemoryOfBoth() {
    assertThat(HealthProbe.parse("HTTP/1.1 200 OK\r\nA: b\r\n\r\n" + UP))
        .isEqualTo(new Ready(1234));
    assertThat(HealthProbe.parse("HTTP/1.0 503 Service Unavailable\r\n\r\n" + UP))
        .isEqualTo(new NotReady(1234));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "HTTP/1.1 200 OK\r\n", "SSH-2.0-x\r\n\r\n"})
  void anythingElse_isSilence(String reply) {
    assertThat(HealthProbe.parse(reply)).isEqualTo(new Silent());
  }

  @Test
  void bodyThatIsNoJson_hasNoFigure() {
    assertThat(HealthProbe.parse("HTTP/1.1 200 OK\r\n\r\n<html>")).isEqualTo(new Ready(0));
  }

  @Test
  void nobodyListening_isSilence() {
    assertThat(new HealthProbe(1).ask()).isEqualTo(new Silent());
  }
}
