package aico.policy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.testing.PlayedAudit;
import aico.bus.testing.PlayedSubjects;
import aico.bus.testing.Ports;
import aico.bus.testing.PowerCut;
import aico.bus.testing.RecordedDisk;
import aico.bus.testing.ServiceProcess;
import aico.bus.testing.TestHome;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import aico.bus.zmq.RequestClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** policy-service as it is shipped, among played neighbours on real sockets. */
class PolicyServiceIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int POWER_CUTS = 3;
  private static final String CORRELATION = "0123456789abcdef0123456789abcdef";

  @TempDir Path root;
  private TestHome street;
  private PlayedAudit records;
  private RequestClient vault;
  private RequestClient cli;
  private int port;
  private @Nullable ServiceProcess service;
  private final List<JsonNode> heartbeats = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    street = new TestHome(root);
    street.resident("key-service", Role.KEY);
    street.resident("policy-service", Role.POLICY);
    street.resident("audit-service", Role.AUDIT);
    street.resident("vault-service", Role.VAULT);
    street.resident("cli", Role.CLI);
    // The command may not ask for decisions in the shipped topology: here it gets as far as it can.
    street.topic("policy.requests", TopicKind.REQUESTS, "policy-service", "vault-service", "cli");
    street.topic("policy.events", TopicKind.EVENTS, "policy-service", "vault-service");
    street.topic("key.requests", TopicKind.REQUESTS, "key-service", "policy-service");
    street.topic("audit.records", TopicKind.RECORDS, "audit-service", "policy-service");
    street.writeBundles();
    street.bus("key-service").serve("key.requests", PolicyServiceIT::subjects);
    records = new PlayedAudit();
    Bus vaultBus = street.bus("vault-service");
    vault = vaultBus.client("policy.requests");
    vaultBus.subscribe("policy.events", new Heard());
    cli = street.bus("cli").client("policy.requests");
    port = Ports.free();
  }

  @AfterEach
  void close() {
    if (service != null) {
      service.close();
    }
    street.close();
  }

  @Test
  void decisions_areAnswered_andRecorded_alsoWithAuditDead() throws Exception {
    start();
    PolicyReply.State state =
        (PolicyReply.State) vault.ask(new PolicyRequest.State(), DEADLINE).reply();
    assertThat(state.version()).isEqualTo(1);

    PolicyReply.Decision allowed = decide(vault, "owner", "vault.mount", "vault", "diary");
    assertThat(allowed).isEqualTo(new PolicyReply.Decision(true, "owner-manages-vaults", null, 1));
    PolicyReply.Decision denied = decide(vault, "guest", "vault.mount", "vault", "diary");
    assertThat(denied.allowed()).isFalse();
    assertThat(denied.rule()).isEqualTo("builtin-vault-of-another");
    assertThat(denied.how_to_ask()).contains("aico vault share");
    assertThat(decide(vault, "owner", "audit.integrator_add", "integrator", "siem").rule())
        .isEqualTo("builtin-audit-actions-at-audit-service");
    assertThat(decide(vault, "owner", "vault.mount", "integrator", "siem").rule())
        .isEqualTo("engine-error");
    assertThat(decide(vault, "owner", "vault.list", "suite", null).rule())
        .isEqualTo("default-deny");

    street.bus("audit-service").receiver("audit.records", records);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(records.of("decision.denied")).hasSize(4));
    assertThat(records.of("decision.allowed"))
        .singleElement()
        .satisfies(data -> {
          assertThat(data.path("metadata").path("correlation_uid").asText()).isEqualTo(CORRELATION);
          assertThat(data.path("actor").path("app_name").asText()).isEqualTo("cli");
          assertThat(data.path("unmapped").path("rule").asText()).isEqualTo("owner-manages-vaults");
          assertThat(data.path("unmapped").path("service").asText()).isEqualTo("vault-service");
        });
    await()
        .atMost(PATIENCE)
        .until(() -> heartbeats.stream().anyMatch(h -> h.path("version").asLong() == 1));
    assertThat(service().stop()).isZero();
  }

  @Test
  void theCommand_cannotAskForDecisions() throws Exception {
    start();

    assertThatThrownBy(() -> decide(cli, "owner", "vault.mount", "vault", "diary"))
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.DENIED));
  }

  @Test
  void killed_comesBackWithItsVersion_whateverItLeftBehind() throws Exception {
    start();
    service().kill();
    // As a power cut leaves the library that was unpacked: mapped cut short, it is a SIGBUS.
    Path library =
        street.folder("policy-service").resolve("native").resolve("libcedar_java_ffi.so");
    try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
      channel.truncate(100_000);
    }
    start();

    assertThat(
            ((PolicyReply.State) vault.ask(new PolicyRequest.State(), DEADLINE).reply()).version())
        .isEqualTo(1);
  }

  /** What was not synced is lost; its own files are all made at the first start. */
  @Test
  void afterAPowerCut_itDecidesAgain_underTheSameVersion(@TempDir Path aside) throws Exception {
    long seed = System.nanoTime();
    System.out.println("power cut seed: " + seed);
    Random random = new Random(seed);
    Path state = street.folder("policy-service");
    RecordedDisk disk = RecordedDisk.of(state, aside);
    start(disk.environment());
    decide(vault, "owner", "vault.mount", "vault", "diary");
    service().kill();
    disk.requireCompleteUntilKilled();

    List<Long> syncs = disk.beforeSyncs();
    for (int i = 0; i < POWER_CUTS; i++) {
      long position = syncs.get(random.nextInt(syncs.size()));
      disk.after(position, PowerCut.losingSome(random)).restoreTo(state);
      start();
      assertThat(decide(vault, "owner", "vault.mount", "vault", "diary"))
          .as("seed %d, cut at %d", seed, position)
          .isEqualTo(new PolicyReply.Decision(true, "owner-manages-vaults", null, 1));
      assertThat(service().stop()).as(service().log()).isZero();
    }
  }

  @Test
  void newerStateFile_refusesToStart_namingFileAndField() throws Exception {
    Files.writeString(
        street.folder("policy-service").resolve("policy-version.json"),
        "{\"version\":2,\"policies\":1,\"digest\":\"" + "0".repeat(64) + "\"}");
    service = ServiceProcess.start(street.folder("policy-service"), port);

    assertThat(service().exitCode()).isNotZero();
    assertThat(service().log()).contains("policy-version.json: version: 2 (expected: 1)");
  }

  private void start() throws Exception {
    start(Map.of());
  }

  private void start(Map<String, String> environment) throws Exception {
    service = ServiceProcess.start(street.folder("policy-service"), port, environment);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> {
          assertThat(service().alive()).isTrue();
          assertThat(health()).isEqualTo(200);
          vault.ask(new PolicyRequest.State(), DEADLINE);
          cli.ask(new PolicyRequest.State(), DEADLINE);
        });
  }

  private ServiceProcess service() {
    return java.util.Objects.requireNonNull(service);
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

  private static CompletionStage<OutgoingReply> subjects(IncomingRequest request) {
    return request.request() instanceof KeyRequest.Subjects asked
        ? CompletableFuture.completedStage(PlayedSubjects.answer(asked))
        : CompletableFuture.failedStage(new RequestFailed(ErrorCode.FAILED, "not played"));
  }

  private static PolicyReply.Decision decide(
      RequestClient client, String user, String action, String type, @Nullable String resource) {
    return (PolicyReply.Decision)
        client
            .ask(
                new PolicyRequest.Decide(
                    user, "cli", action, type, resource, "owner", List.of(), CORRELATION),
                DEADLINE)
            .reply();
  }

  private final class Heard implements EventListener {
    @Override
    public void onEvent(BusEvent event) {}

    @Override
    public void onHeartbeat(BusEvent heartbeat) {
      heartbeats.add(heartbeat.body());
    }

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }
}
