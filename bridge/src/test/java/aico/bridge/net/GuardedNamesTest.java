package aico.bridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bridge.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedNamesTest {
  private static final InetAddressResolver.LookupPolicy ANY =
      InetAddressResolver.LookupPolicy.of(
          InetAddressResolver.LookupPolicy.IPV4 | InetAddressResolver.LookupPolicy.IPV6);

  private volatile List<String> answer = List.of();
  private final List<String> asked = new ArrayList<>();
  private final GuardedNames.Guard guard =
      new GuardedNames.Guard(
          new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
              asked.add(host);
              return answer.stream().map(InetAddress::ofLiteral);
            }

            @Override
            public String lookupByAddress(byte[] address) {
              return "attacker.example";
            }
          });

  @AfterEach
  void nowhere() {
    GuardedNames.allow(Reach.NOWHERE);
  }

  @Test
  void nameThatComesToLeadElsewhere_isRefused_whenItIsResolved() throws Exception {
    GuardedNames.allow(new Reach(Map.of("logs.example.org", Reach.Rule.PUBLIC)));
    answer = List.of("93.184.216.34");
    assertThat(guard.lookupByName("logs.example.org", ANY)).hasSize(1);

    for (String rebound :
        List.of(
            "127.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fe80::1", "64:ff9b::7f00:1")) {
      answer = List.of(rebound);
      assertThatThrownBy(() -> guard.lookupByName("logs.example.org", ANY))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("logs.example.org");
    }
    // Of several only the good ones are ever connected to.
    answer = List.of("127.0.0.1", "93.184.216.34");
    assertThat(guard.lookupByName("logs.example.org", ANY))
        .containsExactly(InetAddress.ofLiteral("93.184.216.34"));
  }

  @Test
  void nameOfNoTarget_isNotEvenAskedFor() {
    GuardedNames.allow(new Reach(Map.of("logs.example.org", Reach.Rule.PUBLIC)));
    answer = List.of("93.184.216.34");
    assertThatThrownBy(() -> guard.lookupByName("the-secret-is-42.attacker.example", ANY))
        .isInstanceOf(UnknownHostException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void thisProcessResolvesThroughIt() {
    GuardedNames.allow(Reach.NOWHERE);
    assertThatThrownBy(() -> InetAddress.getByName("nobody.example"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no target is there");
  }

  @Test
  void literals_areChecked() {
    GuardedNames.allow(
        new Reach(Map.of("127.0.0.1", Reach.Rule.PRIVATE_TOO, "10.0.0.1", Reach.Rule.PUBLIC)));
    org.assertj.core.api.Assertions.assertThatCode(() -> GuardedNames.check("127.0.0.1"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> GuardedNames.check("10.0.0.1")).hasMessageContaining("private");
    assertThatThrownBy(() -> GuardedNames.check("127.0.0.2")).hasMessageContaining("no target");
    assertThatThrownBy(() -> GuardedNames.check("::1")).hasMessageContaining("no target");
    assertThatThrownBy(() -> GuardedNames.check("LocalHost")).hasMessageContaining("no target");
    GuardedNames.allow(new Reach(Map.of("localhost", Reach.Rule.PUBLIC)));
    assertThatThrownBy(() -> GuardedNames.check("localhost")).hasMessageContaining("itself");
  }
}
