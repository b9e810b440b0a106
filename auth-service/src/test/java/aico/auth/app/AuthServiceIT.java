package aico.auth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.bus.connector.Person;
import aico.bus.connector.token.JwsTokenCheck;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.contract.StandingResponse;
import aico.bus.contract.TopicKind;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.PlayedAudit;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.testing.TestHome;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.IncomingReply;
import aico.bus.zmq.RequestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** auth-service as it is shipped, among played neighbours on real sockets. */
class AuthServiceIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path root;
  private TestHome street;
  private PlayedKeyService keys;
  private PlayedAudit records;
  private PlayedNeighbours audit;
  private RequestClient cli;
  private RequestClient vault;
  private int port;
  private ServiceProcess service;
  private final List<String> events = new CopyOnWriteArrayList<>();

  private record Opened(String id, SecretBytes secret) {}

  @BeforeEach
  void open() throws Exception {
    street = new TestHome(root);
    street.resident("key-service", Role.KEY);
    street.resident("auth-service", Role.AUTH);
    street.resident("policy-service", Role.POLICY);
    street.resident("audit-service", Role.AUDIT);
    street.resident("vault-service", Role.VAULT);
    street.resident("cli", Role.CLI);
    street.topic("key.requests", TopicKind.REQUESTS, "key-service", "auth-service");
    street.topic("key.events", TopicKind.EVENTS, "key-service", "auth-service");
    street.topic("auth.requests", TopicKind.REQUESTS, "auth-service", "cli", "vault-service");
    street.topic("auth.events", TopicKind.EVENTS, "auth-service", "vault-service");
    street.topic("policy.requests", TopicKind.REQUESTS, "policy-service", "auth-service");
    street.topic("audit.records", TopicKind.RECORDS, "audit-service", "auth-service");
    street.topic("audit.requests", TopicKind.REQUESTS, "audit-service", "auth-service");
    street.topic("audit.alerts", TopicKind.EVENTS, "audit-service", "auth-service");
    street.writeBundles();
    keys = new PlayedKeyService();
    records = new PlayedAudit();
    audit = new PlayedNeighbours(street.bus("audit-service"), street.bus("policy-service"));
    audit.bus().receiver("audit.records", records);
    cli = street.bus("cli").client("auth.requests");
    Bus vaultBus = street.bus("vault-service");
    vault = vaultBus.client("auth.requests");
    vaultBus.subscribe("auth.events", new Heard());
    port = Ports.free();
    service = ServiceProcess.start(street.folder("auth-service"), port);
  }

  @AfterEach
  void close() {
    service.close();
    street.close();
  }

  @Test
  void sessionTokenLogout_throughTheShippedService() throws Exception {
    assertThatThrownBy(() -> cli.ask(new AuthRequest.State(), Duration.ofSeconds(10)))
        .isInstanceOf(RequestFailed.class);
    startKeyService();
    assertThatThrownBy(() -> login("cli", "0".repeat(32), keys.attest("cli", "1".repeat(32))))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("malformed");

    keys.unlock();
    assertDenied(() -> login("cli", "0".repeat(32), keys.attest("cli", "1".repeat(32))));
    assertDenied(() -> login("cli", "0".repeat(32), keys.attest("vault-service", "0".repeat(32))));
    Opened session = login();
    String token = token(session, "vault-service");
    AuthReply.State state = state();
    Person person = check().verify(token, state, "cli");
    assertThat(person.user()).isEqualTo("owner");
    assertThat(person.sessionId()).isEqualTo(session.id());
    check().requireRecentProof(person);
    assertThat(state.revoked()).isEmpty();

    try (SecretBytes wrong = SecretBytes.random(32)) {
      assertDenied(() -> token(new Opened(session.id(), wrong), "vault-service"));
    }
    assertThatThrownBy(() -> token(session, "policy-service"))
        .isInstanceOfSatisfying(
            RequestFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(ErrorCode.USAGE);
              assertThat(failed.field()).contains("audience");
            });

    cli.ask(new AuthRequest.EndSession(session.id()), DEADLINE);
    assertThat(state().revoked()).containsExactly(session.id());
    assertThat(state().head()).isGreaterThan(state.head());
    assertThatThrownBy(() -> check().verify(token, state(), "cli")).hasMessageContaining("ended");
    assertDenied(() -> token(session, "vault-service"));
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
    keys.unlock();
    String nonce = PlayedKeyService.id();
    String attestation = keys.attest("cli", nonce);
    Opened session = login("cli", nonce, attestation);
    String before = token(session, "vault-service");

    service.kill();
    restart();

    String token = token(session, "audit-service");
    assertThat(token).isNotEqualTo(before);
    assertThat(check().verify(before, state(), "cli").user()).isEqualTo("owner");
    assertDenied(() -> login("cli", nonce, attestation));

    service.kill();
    keys.unlock();
    restart();

    assertThat(state().revoked()).containsExactly(session.id());
    assertDenied(() -> token(session, "vault-service"));
  }

  @Test
  void lock_endsTheSessionAtOnce() throws Exception {
    startKeyService();
    keys.unlock();
    Opened session = login();

    keys.lock();

    await().atMost(PATIENCE).until(() -> state().revoked().contains(session.id()));
    assertThatThrownBy(() -> token(session, "vault-service"))
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.LOCKED));
  }

  @Test
  void damagedState_refusesToStart_namingTheFile() throws Exception {
    startKeyService();
    keys.unlock();
    login();
    assertThat(service.stop()).isZero();
    Path file = street.folder("auth-service").resolve("sessions.sealed");
    byte[] whole = Files.readAllBytes(file);
    whole[whole.length - 1] ^= 1;
    Files.write(file, whole);

    service = ServiceProcess.start(street.folder("auth-service"), port);

    assertThat(service.exitCode()).isEqualTo(1);
    assertThat(service.log()).contains("refused to start: sessions.sealed: sealed: damaged");
  }

  @Test
  void alertOfAChosenRule_endsTheSessionItNames_orAllOfWhomItIsAbout() throws Exception {
    startKeyService();
    keys.unlock();
    Opened one = login();
    Opened other = login();
    var choice = new AuthRequest.Respond("tokens-collected", true);
    assertDenied(() -> cli.ask(choice, DEADLINE));
    assertDenied(() -> cli.ask(choice, token(one, "vault-service"), null, DEADLINE));
    assertDenied(() -> cli.ask(choice, token(one, "auth-service"), null, DEADLINE));
    audit.allow = true;
    cli.ask(choice, token(one, "auth-service"), null, DEADLINE);

    audit.session = other.id();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          audit.raise("denial-burst", Instant.now());
          audit.raise("tokens-collected", Instant.now().minusSeconds(3600));
          audit.raise("tokens-collected", Instant.now());
          return state().revoked().contains(other.id());
        });
    assertThat(state().revoked()).containsExactly(other.id());
    assertDenied(() -> token(other, "vault-service"));
    token(one, "vault-service");

    service.kill();
    restart();
    audit.session = null;
    assertThat(standing()).containsExactly("tokens-collected");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          audit.raise("tokens-collected", Instant.now());
          return state().revoked().contains(one.id());
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
    token(login(), "vault-service");
  }

  private List<String> standing() {
    var all = (AuthReply.Responses) cli.ask(new AuthRequest.Responses(), DEADLINE).reply();
    return all.responses().stream().map(StandingResponse::rule).toList();
  }

  @Test
  void newerState_refusesToStart_namingTheField() throws Exception {
    startKeyService();
    assertThat(service.stop()).isZero();
    Files.writeString(
        street.folder("auth-service").resolve("token-signing.sealed"), "aico-token-signing 2\nx");

    service = ServiceProcess.start(street.folder("auth-service"), port);

    assertThat(service.exitCode()).isEqualTo(1);
    assertThat(service.log()).contains("token-signing.sealed: version: 2 (expected: 1)");
  }

  private void startKeyService() {
    keys.open(street.bus("key-service"));
    awaitReady();
  }

  private void restart() throws Exception {
    service = ServiceProcess.start(street.folder("auth-service"), port);
    awaitReady();
  }

  /** Healthy by its own words on the management port, and it answers. */
  private void awaitReady() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> {
          assertThat(service.alive()).isTrue();
          assertThat(health()).isEqualTo(200);
          cli.ask(new AuthRequest.State(), DEADLINE);
          vault.ask(new AuthRequest.State(), DEADLINE);
        });
  }

  private int health() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private Opened login() throws Exception {
    String nonce = PlayedKeyService.id();
    return login("cli", nonce, keys.attest("cli", nonce));
  }

  private Opened login(String user, String nonce, String attestation) {
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      IncomingReply reply =
          cli.ask(
              new AuthRequest.OpenSession(attestation, nonce, Hex.encode(recipient.publicKey())),
              DEADLINE);
      AuthReply.Session session = (AuthReply.Session) reply.reply();
      return new Opened(
          session.session_id(), recipient.open(Objects.requireNonNull(reply.sealed())));
    }
  }

  private String token(Opened session, String audience) {
    AuthReply.OneTimeKey key =
        (AuthReply.OneTimeKey) cli.ask(new AuthRequest.NewOneTimeKey(), DEADLINE).reply();
    IncomingReply reply =
        cli.ask(
            new AuthRequest.NewToken(session.id(), audience, key.key_id()),
            null,
            SealedBox.seal(Hex.decode(key.public_key()), session.secret()),
            DEADLINE);
    return Objects.requireNonNull(reply.token());
  }

  private AuthReply.State state() {
    return (AuthReply.State) vault.ask(new AuthRequest.State(), DEADLINE).reply();
  }

  private static JwsTokenCheck check() {
    return new JwsTokenCheck("vault-service", Clock.systemUTC());
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
    try (Stream<Path> all = Files.walk(street.folder("auth-service"))) {
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
