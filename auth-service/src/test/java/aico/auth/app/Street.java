package aico.auth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.connector.token.JwsTokenCheck;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.Role;
import aico.bus.contract.StandingResponse;
import aico.bus.contract.TopicKind;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.testing.TestHome;
import aico.bus.zmq.Bus;
import aico.bus.zmq.IncomingReply;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RequestClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where auth-service runs as it is shipped: its neighbours are played, on real sockets. */
final class Street implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(5);
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final TestHome home;
  final PlayedKeyService keys;
  final PlayedNeighbours audit;
  final RequestClient cli;
  final RequestClient vault;
  final Bus vaultBus;
  final int port = Ports.free();

  /** A session and the secret of it. */
  record Opened(String id, SecretBytes secret) {}

  Street(Path root, RecordHandler records) throws Exception {
    home = new TestHome(root);
    home.resident("key-service", Role.KEY);
    home.resident("auth-service", Role.AUTH);
    home.resident("policy-service", Role.POLICY);
    home.resident("audit-service", Role.AUDIT);
    home.resident("vault-service", Role.VAULT);
    home.resident("cli", Role.CLI);
    home.topic("key.requests", TopicKind.REQUESTS, "key-service", "auth-service");
    home.topic("key.events", TopicKind.EVENTS, "key-service", "auth-service");
    home.topic("auth.requests", TopicKind.REQUESTS, "auth-service", "cli", "vault-service");
    home.topic("auth.events", TopicKind.EVENTS, "auth-service", "vault-service");
    home.topic("policy.requests", TopicKind.REQUESTS, "policy-service", "auth-service");
    home.topic("audit.records", TopicKind.RECORDS, "audit-service", "auth-service");
    home.topic("audit.requests", TopicKind.REQUESTS, "audit-service", "auth-service");
    home.topic("audit.alerts", TopicKind.EVENTS, "audit-service", "auth-service");
    home.writeBundles();
    keys = new PlayedKeyService();
    audit = new PlayedNeighbours(home.bus("audit-service"), home.bus("policy-service"));
    audit.bus().receiver("audit.records", records);
    cli = home.bus("cli").client("auth.requests");
    vaultBus = home.bus("vault-service");
    vault = vaultBus.client("auth.requests");
  }

  /** The folder of auth-service. */
  Path folder() {
    return home.folder("auth-service");
  }

  ServiceProcess start() throws IOException {
    return ServiceProcess.start(folder(), port);
  }

  ServiceProcess start(Map<String, String> environment) throws IOException {
    return ServiceProcess.start(folder(), port, environment);
  }

  void openKeyService() {
    keys.open(home.bus("key-service"));
  }

  /** Healthy by its own words on the management port, and it answers. */
  void awaitReady(ServiceProcess service) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> {
          if (!service.alive()) {
            return true;
          }
          cli.ask(new AuthRequest.State(), DEADLINE);
          vault.ask(new AuthRequest.State(), DEADLINE);
          return health() == HttpURLConnection.HTTP_OK;
        });
    assertThat(service.alive()).isTrue();
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

  Opened login() throws Exception {
    String nonce = PlayedKeyService.id();
    return login(nonce, keys.attest("cli", nonce));
  }

  Opened login(String nonce, String attestation) {
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

  String token(Opened session, String audience) {
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

  AuthReply.State state() {
    return (AuthReply.State) vault.ask(new AuthRequest.State(), DEADLINE).reply();
  }

  static JwsTokenCheck check() {
    return check("vault-service");
  }

  static JwsTokenCheck check(String audience) {
    return new JwsTokenCheck(audience, Clock.systemUTC());
  }

  List<String> standing() {
    var all = (AuthReply.Responses) cli.ask(new AuthRequest.Responses(), DEADLINE).reply();
    return all.responses().stream().map(StandingResponse::rule).toList();
  }

  @Override
  public void close() {
    home.close();
  }
}
