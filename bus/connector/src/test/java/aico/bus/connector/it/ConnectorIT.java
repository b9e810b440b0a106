package aico.bus.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.connector.Tokens;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.IncomingReply;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.RequestClient;
import aico.bus.zmq.Reserve;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample service as a process, everyone else on real sockets around it. */
class ConnectorIT {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @TempDir static Path root;

  private static TestHome home;
  private static Tokens tokens;
  private static Peers.Auth auth;
  private static Peers.Policy policy;
  private static Peers.Keys keys;
  private static Peers.Audit audit;
  private static Bus cliBus;
  private static RequestClient cli;
  private static SampleProcess sample;

  @BeforeAll
  static void start() {
    home = new TestHome(root);
    tokens = new Tokens("k1");
    auth = new Peers.Auth(home, tokens.state());
    policy = new Peers.Policy(home);
    keys = new Peers.Keys(home);
    audit = new Peers.Audit(home);
    sample = SampleProcess.start("full", home).awaitReady();
    cliBus = home.bus("cli");
    cli = cliBus.client("vault.requests");
  }

  @AfterAll
  static void stop() {
    Stream.of(sample, cliBus, audit, keys, policy, auth)
        .forEach(open -> {
          try {
            open.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void request_reachesTheHandler_andItsFramesComeBack() {
    IncomingReply reply =
        cli.ask(new VaultRequest.Unmount("echo"), null, new byte[] {1, 2, 3}, DEADLINE);

    VaultReply.Vault vault = (VaultReply.Vault) reply.reply();
    assertThat(vault.name()).isEqualTo("cli");
    assertThat(vault.path()).matches("[0-9a-f]{32}");
    assertThat(reply.token()).isEqualTo("token-back");
    assertThat(reply.sealed()).containsExactly(1, 2, 3);
  }

  @Test
  void batchesOfRecords_allArrive() {
    cli.ask(new VaultRequest.Unmount("burst-600"), null, null, DEADLINE);

    String record = "\0".repeat(512);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(List.copyOf(audit.records)).filteredOn(record::equals).hasSize(600));
  }

  @Test
  void requestFailed_goesBackAsItIs() {
    RequestFailed failed = refusal("typed");

    assertThat(failed.code()).isEqualTo(ErrorCode.LOCKED);
    assertThat(failed.field()).hasValue("name");
    assertThat(failed.rule()).hasValue("rule-1");
    assertThat(failed.retryAfterS()).hasValue(7);
  }

  @Test
  void invalidField_isUsage() {
    RequestFailed failed = refusal("invalid");

    assertThat(failed.code()).isEqualTo(ErrorCode.USAGE);
    assertThat(failed.field()).hasValue("name");
    assertThat(failed).hasMessage("name: not this one");
  }

  @Test
  void unexpectedException_leaksNothing_andIsLoggedByClassAndCorrelation() {
    RequestFailed failed = refusal("unexpected");

    assertThat(failed.code()).isEqualTo(ErrorCode.FAILED);
    String message = String.valueOf(failed.getMessage());
    assertThat(message).matches("internal error; the log has more under [0-9a-f]{32}");
    String correlation = message.substring(message.length() - 32);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(sample.log())
                .contains("java.lang.IllegalStateException at aico.bus.connector.sample")
                .contains(correlation));
    assertThat(sample.log()).doesNotContain("planted-marker");
  }

  @Test
  void missingAnswer_isAnError_notASilence() {
    assertThat(refusal("silent").code()).isEqualTo(ErrorCode.FAILED);
  }

  @Test
  void notRecorded_isNotDone() {
    assertThat(refusal("unrecorded")).hasMessage("not done, because it could not be recorded");
  }

  /** There is no key-service here to say what the person's name is to be replaced by. */
  @Test
  void recordOfAPerson_isRefused_beforeKeyServiceWasMet() {
    assertThat(refusal("record-of-a-person"))
        .hasMessage("not done, because it could not be recorded");
  }

  @Test
  void token_admitsThePerson_onAVirtualThread() {
    long nowS = System.currentTimeMillis() / 1000;
    String token = tokens.sign(Tokens.claims("vault-service", "cli", nowS));

    VaultReply.Vault vault =
        (VaultReply.Vault) cli.ask(new VaultRequest.Mount("diary"), token, null, DEADLINE).reply();

    assertThat(vault.path()).isEqualTo("owner/true");
    assertThat(policy.asked)
        .anyMatch(
            decide -> decide.action().equals("vault.mount") && "diary".equals(decide.resource()));
  }

  static Stream<Arguments> tokensThatDoNotHold() {
    long nowS = System.currentTimeMillis() / 1000;
    Map<String, @Nullable Object> expired = Tokens.claims("vault-service", "cli", nowS - 400);
    Map<String, @Nullable Object> good = Tokens.claims("vault-service", "cli", nowS);
    return Stream.of(
        Arguments.of(null, "token-missing"),
        Arguments.of(tokens.sign(Tokens.claims("audit-service", "cli", nowS)), "token-audience"),
        Arguments.of(
            tokens.sign(Tokens.claims("vault-service", "gateway", nowS)), "token-authorized-party"),
        Arguments.of(new Tokens("k1").sign(good), "token-signature"),
        Arguments.of(new Tokens("k9").sign(good), "token-key"),
        Arguments.of(tokens.sign(expired), "token-expired"),
        Arguments.of(Tokens.unsigned(good), "token-invalid"),
        Arguments.of(tokens.signedWithPublicKeyAsSecret(good), "token-invalid"));
  }

  @ParameterizedTest
  @MethodSource("tokensThatDoNotHold")
  void tokenThatDoesNotHold_isDenied(@Nullable String token, String rule) {
    RequestFailed failed =
        catchThrowableOfType(
            RequestFailed.class,
            () -> cli.ask(new VaultRequest.Mount("diary"), token, null, DEADLINE));

    assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
    assertThat(failed.rule()).hasValue(rule);
    if (token != null) {
      assertThat(sample.log()).doesNotContain(token);
    }
  }

  @Test
  void tokenOfCli_presentedByAnotherPrincipal_isDenied() {
    long nowS = System.currentTimeMillis() / 1000;
    String stolen = tokens.sign(Tokens.claims("vault-service", "cli", nowS));
    try (Bus gateway = home.bus("gateway");
        RequestClient client = gateway.client("vault.requests")) {
      RequestFailed failed =
          catchThrowableOfType(
              RequestFailed.class,
              () -> client.ask(new VaultRequest.Mount("diary"), stolen, null, DEADLINE));
      assertThat(failed.rule()).hasValue("token-authorized-party");
    }
  }

  @Test
  void record_isAskedFor_andArrivesAsACloudEvent() {
    cli.ask(new VaultRequest.Unmount("record"), null, null, DEADLINE);

    Awaitility.await()
        .untilAsserted(() ->
            assertThat(audit.has("\"type\":\"aico.integrator.renewed\"", "\"name\":\"siem\""))
                .isTrue());
    assertThat(audit.has("\"type\":\"aico.service.started\"", "\"source\":\"vault-service\""))
        .isTrue();
  }

  @Test
  void outgoingRecord_isAcknowledged_andArrives() {
    VaultReply.Vault vault =
        (VaultReply.Vault)
            cli.ask(new VaultRequest.Unmount("send-record"), null, null, DEADLINE).reply();

    assertThat(vault.path()).isEqualTo("acked");
    Awaitility.await().until(() -> audit.records.contains("record"));
  }

  @Test
  void incomingRecords_areOfferedAgainUntilTheHandlerTakesThem() throws Exception {
    try (RecordSender sender = cliBus.sender("sample.records", root.resolve("cli/outbox"))) {
      sender.append("r1".getBytes(StandardCharsets.UTF_8), Reserve.NONE).get();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sender.acknowledged() == 1);
    }
    assertThat(seen()).contains("hello cli", "refused 1", "stored cli 1");
  }

  @Test
  void events_comeInOrder_andAFailedHandlerGetsAGap() {
    Awaitility.await().until(() -> seen().contains("gap key.events"));
    keys.publisher.publish("sample.handled", Map.of("n", 1));
    keys.publisher.publish("sample.unhandled", Map.of("n", 2));
    keys.publisher.publish("sample.last", Map.of("n", 3));

    Awaitility.await().until(() -> seen().contains("sample.last 3"));
    assertThat(seen())
        .filteredOn(text -> text.startsWith("sample.") || text.startsWith("gap"))
        .endsWith("sample.handled 1", "sample.unhandled 2", "gap key.events", "sample.last 3");
  }

  @Test
  void outgoingEvents_andHeartbeats_reachSubscribers() {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    try (var subscription = cliBus.subscribe("vault.events", new Listening(heard))) {
      Awaitility.await().until(() -> heard.contains("heartbeat {\"mounted\":3}"));
      cli.ask(new VaultRequest.Unmount("publish"), null, null, DEADLINE);
      Awaitility.await().until(() -> heard.contains("vault.mounted {\"n\":1}"));
    }
  }

  @Test
  void serviceKey_comesSealed() {
    VaultReply.Vault vault =
        (VaultReply.Vault)
            cli.ask(new VaultRequest.Unmount("service-key"), null, null, DEADLINE).reply();
    assertThat(vault.path()).isEqualTo("32");
  }

  @Test
  void oneTimeKey_isHandedOut() {
    VaultReply.Vault vault =
        (VaultReply.Vault)
            cli.ask(new VaultRequest.Unmount("one-time-key"), null, null, DEADLINE).reply();
    assertThat(vault.path()).matches("[0-9a-f]{64}");
  }

  @Test
  void managementPort_tellsHealth_andMeters() {
    cli.ask(new VaultRequest.LockAll(), null, null, DEADLINE);

    String health = sample.get("/q/health/ready", "localhost:" + home.managementPort());
    assertThat(health)
        .contains("\"name\": \"process\"", "\"pid\": " + sample.pid(), "\"pss_bytes\": ")
        .contains("\"name\": \"bus\"", "\"vault.requests\": \"up\"");
    assertThat(sample.get("/q/metrics", "127.0.0.1"))
        .contains("aico_bus_messages_in_total{topic=\"vault.requests\"}");
  }

  @Test
  void foreignHost_isForbidden_onEveryPath() {
    for (String path : List.of("/q/health/ready", "/q/metrics", "/", "/q/health")) {
      for (String host : List.of("evil.example", "evil.example:80", "127.0.0.2", "")) {
        assertThat(sample.get(path, host)).doesNotStartWith("HTTP/1.1 200").doesNotContain("pid");
      }
      assertThat(sample.get(path, "evil.example")).startsWith("HTTP/1.1 403");
    }
  }

  private static RequestFailed refusal(String behaviour) {
    RequestFailed failed =
        catchThrowableOfType(
            RequestFailed.class,
            () -> cli.ask(new VaultRequest.Unmount(behaviour), null, null, DEADLINE));
    assertThat(failed).isNotNull();
    return failed;
  }

  private static List<String> seen() {
    VaultReply.Vaults vaults =
        (VaultReply.Vaults) cli.ask(new VaultRequest.ListVaults(), null, null, DEADLINE).reply();
    return vaults.vaults().stream().map(VaultReply.Vault::path).toList();
  }

  private record Listening(List<String> heard) implements EventListener {
    @Override
    public void onEvent(BusEvent event) {
      heard.add(event.type() + " " + event.body());
    }

    @Override
    public void onHeartbeat(BusEvent heartbeat) {
      heard.add(heartbeat.type() + " " + heartbeat.body());
    }

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }
}
