package aico.auth.app;

import static aico.auth.app.Street.DEADLINE;
import static aico.auth.app.Street.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.auth.app.Street.Opened;
import aico.bus.connector.Person;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.PlayedAudit;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** auth-service as it is shipped, among played neighbours on real sockets. */
class AuthServiceIT {
  private final PlayedAudit records = new PlayedAudit();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Street street;
  private ServiceProcess service;

  AuthServiceIT(@TempDir Path root) throws Exception {
    street = new Street(root, records);
    street.vaultBus.subscribe("auth.events", new Heard());
    service = street.start();
  }

  @AfterEach
  void close() {
    service.close();
    street.close();
  }

  @Test
  void sessionTokenLogout_throughTheShippedService() throws Exception {
    assertThatThrownBy(() -> street.cli.ask(new AuthRequest.State(), Duration.ofSeconds(10)))
        .isInstanceOf(RequestFailed.class);
    startKeyService();
    assertThatThrownBy(
            () -> street.login("0".repeat(32), street.keys.attest("cli", "1".repeat(32))))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("malformed");

    street.keys.unlock();
    assertDenied(() -> street.login("0".repeat(32), street.keys.attest("cli", "1".repeat(32))));
    assertDenied(
        () -> street.login("0".repeat(32), street.keys.attest("vault-service", "0".repeat(32))));
    Opened session = street.login();
    String token = street.token(session, "vault-service");
    AuthReply.State state = street.state();
    Person person = Street.check().verify(token, state, "cli");
    assertThat(person.user()).isEqualTo("owner");
    assertThat(person.sessionId()).isEqualTo(session.id());
    Street.check().requireRecentProof(person);
    assertThat(state.revoked()).isEmpty();

    try (SecretBytes wrong = SecretBytes.random(32)) {
      assertDenied(() -> street.token(new Opened(session.id(), wrong), "vault-service"));
    }
    assertThatThrownBy(() -> street.token(session, "policy-service"))
        .isInstanceOfSatisfying(
            RequestFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(ErrorCode.USAGE);
              assertThat(failed.field()).contains("audience");
            });

    street.cli.ask(new AuthRequest.EndSession(session.id()), DEADLINE);
    assertThat(street.state().revoked()).containsExactly(session.id());
    assertThat(street.state().head()).isGreaterThan(state.head());
    assertThatThrownBy(() -> Street.check().verify(token, street.state(), "cli"))
        .hasMessageContaining("ended");
    assertDenied(() -> street.token(session, "vault-service"));
    await().atMost(PATIENCE).until(() -> events.contains("auth.revoked"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(records.codes())
                .contains("service.started")
                .containsSubsequence(
                    "auth.login_failed",
                    "auth.login",
                    "token.issued",
                    "auth.login_failed",
                    "auth.logout"));
    assertThat(service.stop()).isZero();
    assertNothingOfIt(session, token);
  }

  @Test
  void killed_sessionsOfTheCurrentUnlockLiveOn_othersEnd() throws Exception {
    startKeyService();
    street.keys.unlock();
    String nonce = PlayedKeyService.id();
    String attestation = street.keys.attest("cli", nonce);
    Opened session = street.login(nonce, attestation);
    String before = street.token(session, "vault-service");

    service.kill();
    restart();

    String token = street.token(session, "audit-service");
    assertThat(token).isNotEqualTo(before);
    assertThat(Street.check().verify(before, street.state(), "cli").user()).isEqualTo("owner");
    assertDenied(() -> street.login(nonce, attestation));

    service.kill();
    street.keys.unlock();
    restart();

    assertThat(street.state().revoked()).containsExactly(session.id());
    assertDenied(() -> street.token(session, "vault-service"));
  }

  @Test
  void lock_endsTheSessionAtOnce() throws Exception {
    startKeyService();
    street.keys.unlock();
    Opened session = street.login();

    street.keys.lock();

    await().atMost(PATIENCE).until(() -> street.state().revoked().contains(session.id()));
    assertThatThrownBy(() -> street.token(session, "vault-service"))
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.LOCKED));
  }

  @Test
  void damagedState_refusesToStart_namingTheFile() throws Exception {
    startKeyService();
    street.keys.unlock();
    street.login();
    assertThat(service.stop()).isZero();
    Path file = street.folder().resolve("sessions.sealed");
    byte[] whole = Files.readAllBytes(file);
    whole[whole.length - 1] ^= 1;
    Files.write(file, whole);

    service = street.start();

    assertThat(service.exitCode()).isEqualTo(1);
    assertThat(service.log()).contains("refused to start: sessions.sealed: sealed: damaged");
  }

  @Test
  void alertOfAChosenRule_endsTheSessionItNames_orAllOfWhomItIsAbout() throws Exception {
    startKeyService();
    street.keys.unlock();
    Opened one = street.login();
    Opened other = street.login();
    var choice = new AuthRequest.Respond("tokens-collected", true);
    assertDenied(() -> street.cli.ask(choice, DEADLINE));
    assertDenied(() -> street.cli.ask(choice, street.token(one, "vault-service"), null, DEADLINE));
    assertDenied(() -> street.cli.ask(choice, street.token(one, "auth-service"), null, DEADLINE));
    street.audit.allow = true;
    street.cli.ask(choice, street.token(one, "auth-service"), null, DEADLINE);

    street.audit.session = other.id();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          street.audit.raise("denial-burst", Instant.now());
          street.audit.raise("tokens-collected", Instant.now().minusSeconds(3600));
          street.audit.raise("tokens-collected", Instant.now());
          return street.state().revoked().contains(other.id());
        });
    assertThat(street.state().revoked()).containsExactly(other.id());
    assertDenied(() -> street.token(other, "vault-service"));
    street.token(one, "vault-service");

    service.kill();
    restart();
    street.audit.session = null;
    assertThat(street.standing()).containsExactly("tokens-collected");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          street.audit.raise("tokens-collected", Instant.now());
          return street.state().revoked().contains(one.id());
        });
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(records.codes())
                .containsSubsequence(
                    "alert.response_chosen",
                    "alert.answered",
                    "auth.logout",
                    "alert.answered",
                    "auth.logout"));
    assertThat(records.of("auth.logout"))
        .allMatch(event -> event.at("/unmapped/reason").asText().equals("alert"));
    street.token(street.login(), "vault-service");
  }

  @Test
  void newerState_refusesToStart_namingTheField() throws Exception {
    startKeyService();
    assertThat(service.stop()).isZero();
    Files.writeString(street.folder().resolve("token-signing.sealed"), "aico-token-signing 2\nx");

    service = street.start();

    assertThat(service.exitCode()).isEqualTo(1);
    assertThat(service.log()).contains("token-signing.sealed: version: 2 (expected: 1)");
  }

  private void startKeyService() {
    street.openKeyService();
    street.awaitReady(service);
  }

  private void restart() throws Exception {
    service = street.start();
    street.awaitReady(service);
  }

  private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.DENIED));
  }

  /** Neither secret nor token stands in any file of the state folder, the log included. */
  private void assertNothingOfIt(Opened session, String token) throws Exception {
    byte[] raw = session.secret().segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    String secret = new String(raw, StandardCharsets.ISO_8859_1);
    try (Stream<Path> all = Files.walk(street.folder())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(content.contains(secret)).as("secret in %s", file).isFalse();
        assertThat(content.contains(Hex.encode(raw))).as("secret in %s", file).isFalse();
        assertThat(content.contains(token)).as("token in %s", file).isFalse();
      }
    }
  }

  private final class Heard implements EventListener {
    @Override
    public void onEvent(BusEvent event) {
      events.add(event.type());
    }

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }
}
