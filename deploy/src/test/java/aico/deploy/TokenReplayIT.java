package aico.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Real tokens of the owner's session, presented by every principal to every service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TokenReplayIT {
  private static final Duration ASK = Duration.ofSeconds(10);

  /** For who is not let in at all; a request that gets through is answered in milliseconds. */
  private static final Duration NOBODY_ANSWERS = Duration.ofMillis(700);

  private static final List<String> SERVICES =
      List.of("vault-service", "audit-service", "auth-service");
  private static final String PASSWORD = "tokens are for one pair alone\n";

  private final Suite suite = Suite.launched(PASSWORD);
  private final Insiders insiders = new Insiders(suite);
  private final Map<String, String> tokens = new TreeMap<>();

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  @Order(1)
  void everyToken_isOfUseForItsOwnPairAlone() throws IOException {
    try (Impostor cli = insiders.impostor(insiders.key("cli"), insiders.bundle("cli"))) {
      for (String service : SERVICES) {
        tokens.put(service, token(cli, service));
        assertThat(tokens.get(service)).startsWith(LeakIT.TOKEN_MARKER);
      }
      tokens.forEach((audience, token) -> {
        for (Act act : acts()) {
          if (act.service.equals(audience)) {
            assertThat(cli.client(act.topic()).ask(act.request, token, null, ASK).reply())
                .as("%s with its own token", act.request)
                .isNotNull();
          } else {
            RequestFailed refused = refusal(cli, act, token, ASK);
            assertThat(refused.code()).as("%s for %s", act, audience).isEqualTo(ErrorCode.DENIED);
            assertThat(refused.rule()).as("%s for %s", act, audience).contains("token-audience");
          }
        }
      });
    }
  }

  @Test
  @Order(2)
  void everyToken_inTheHandsOfAService_getsNoAnswer() throws IOException {
    for (String name : List.of("key", "auth", "policy", "audit", "vault")) {
      try (Impostor impostor = insiders.impostor(insiders.key(name), insiders.bundle(name))) {
        for (String token : tokens.values()) {
          for (Act act : acts()) {
            if (!act.service.equals(name + "-service")) {
              assertThat(refusal(impostor, act, token, NOBODY_ANSWERS).code())
                  .as("%s by %s", act, name)
                  .isIn(ErrorCode.UNREACHABLE, ErrorCode.DENIED);
            }
          }
        }
      }
    }
    VaultReply.Vault unchanged = vaults().getFirst();
    assertThat(vaults()).hasSize(1);
    assertThat(unchanged.state()).isEqualTo("mounted");
  }

  @Test
  @Order(3)
  void aToken_changedOrAbsentOrOfAnEndedSession_isRefused() throws IOException {
    String token = requireNonNull(tokens.get("vault-service"));
    Act mount = acts().getFirst();
    try (Impostor cli = insiders.impostor(insiders.key("cli"), insiders.bundle("cli"))) {
      for (int at = 0; at < token.length(); at += 29) {
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        String changed = token.substring(0, at) + other + token.substring(at + 1);
        assertThat(refusal(cli, mount, changed, ASK).code())
            .as("changed at %d", at)
            .isEqualTo(ErrorCode.DENIED);
      }
      assertThat(refusal(cli, mount, "", ASK).code()).isEqualTo(ErrorCode.DENIED);
      assertThat(
              catchThrowableOfType(
                      RequestFailed.class, () -> cli.client(mount.topic()).ask(mount.request, ASK))
                  .code())
          .isEqualTo(ErrorCode.DENIED);

      suite.aico("lock").ok();
      assertThat(refusal(cli, mount, token, ASK).code()).isEqualTo(ErrorCode.DENIED);
    }
  }

  private record Act(String service, Request<?> request) {
    String topic() {
      return RequestType.of(request).topic();
    }
  }

  /** What takes a token. */
  private static List<Act> acts() {
    return List.of(
        new Act("vault-service", new VaultRequest.Mount("home")),
        new Act("audit-service", new AuditRequest.IntegratorAdd("mallory", "ab".repeat(32))),
        new Act("auth-service", new AuthRequest.Respond("denial-burst", true)));
  }

  private static RequestFailed refusal(
      Impostor impostor, Act act, String token, Duration deadline) {
    RequestFailed refused =
        catchThrowableOfType(
            RequestFailed.class,
            () -> impostor.client(act.topic()).ask(act.request, token, null, deadline));
    assertThat(refused).as("%s", act).isNotNull();
    return refused;
  }

  private List<VaultReply.Vault> vaults() throws IOException {
    try (Impostor cli = insiders.impostor(insiders.key("cli"), insiders.bundle("cli"))) {
      return ((VaultReply.Vaults)
              cli.client("vault.requests").ask(new VaultRequest.ListVaults(), ASK).reply())
          .vaults();
    }
  }

  /** A token of the owner's open session, as the command gets one. */
  private String token(Impostor cli, String audience) {
    var auth = cli.client("auth.requests");
    AuthReply.OneTimeKey key =
        (AuthReply.OneTimeKey) auth.ask(new AuthRequest.NewOneTimeKey(), ASK).reply();
    Path folder = suite.home().resolve("cli");
    try (SecretBytes secret = SecretBytes.readFrom(folder.resolve("session.secret"), 32)) {
      String session =
          new ObjectMapper()
              .readTree(Files.readString(folder.resolve("session.json")))
              .get("session_id")
              .asText();
      return requireNonNull(
          auth.ask(
                  new AuthRequest.NewToken(session, audience, key.key_id()),
                  null,
                  SealedBox.seal(Hex.decode(key.public_key()), secret),
                  ASK)
              .token());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
