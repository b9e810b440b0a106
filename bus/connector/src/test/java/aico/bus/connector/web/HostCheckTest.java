package aico.bus.connector.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.0.0.1:7424", "localhost", "LOCALHOST:1", "[::1]", "[::1]:7424"})
  void loopback_isLetThrough(String host) {
    assertThat(HostCheck.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "127.0.0.2",
        "localhost:80:80",
        "::1",
        "0.0.0.0",
        "localhost\n",
        "user@localhost"
      })
  void everythingElse_isNot(String host) {
    assertThat(HostCheck.isLoopback(host)).isFalse();
  }

  @Test
  void missingHost_isNot() {
    assertThat(HostCheck.isLoopback(null)).isFalse();
  }
}
