package aico.audit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import aico.audit.Records;
import aico.audit.log.LogVerifier;
import aico.audit.log.Verification;
import aico.audit.log.Vkey;
import aico.bus.connector.AlertNotice;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.testing.Ports;
import aico.bus.testing.ServiceProcess;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.RequestClient;
import aico.bus.zmq.Reserve;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped service in its process, among played neighbours with real bundles and sockets. */
class AuditServiceIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @TempDir private Path root;
  private Neighbourhood home;
  private Path state;
  private int port;
  private @Nullable ServiceProcess service;
  private RequestClient cli;

  @BeforeEach
  void start() throws Exception {
    home = new Neighbourhood(root);
    home.play();
    state = home.state(Principals.AUDIT);
    port = Ports.free();
    service = ServiceProcess.start(state, port);
    cli = home.bus(Principals.CLI).client(Topics.AUDIT_REQUESTS);
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
    home.close();
  }

  @Test
  void records_sentStreamedKilledAndVerified_areAllThere() throws Exception {
    RecordSender vault =
        home.bus(Principals.VAULT)
            .sender(Topics.AUDIT_RECORDS, home.state(Principals.VAULT).resolve("outbox"));
    send(vault, 1, 500);
    patiently().until(() -> vault.acknowledged() == 500);
    patiently().until(() -> signed() >= 500);
    Vkey vkey = Vkey.parse(state(AuditReply.State.class).vkey());
    assertThat(verify(vkey).problems()).isEmpty();
    assertThat(ready()).isTrue();

    try (CurveKey siem = CurveKey.generate()) {
      String siemKey = Hex.encode(siem.publicKey());
      ask(new AuditRequest.IntegratorAdd("siem", siemKey), home.token());
      assertThat(Files.readString(state.resolve("integrators.json"))).contains(siemKey);
      assertThat(ask(new AuditRequest.IntegratorList(), null))
          .isInstanceOfSatisfying(
              AuditReply.Integrators.class, all -> assertThat(all.integrators()).hasSize(1));
      long read = readAll(siem, vault);

      service().kill();
      service = ServiceProcess.start(state, port);
      send(vault, 601, 50);
      patiently().until(() -> vault.acknowledged() == 650);
      try (Subscriber again = subscriber(siem)) {
        again.say("open", "{\"v\":1,\"from\":\"cursor\",\"credit\":1000}");
        patiently()
            .until(() -> {
              again.listen();
              return again.leaves.stream().anyMatch(l -> l.contains("\"id\":\"id-650\""));
            });
        assertThat(again.events.getFirst()).isEqualTo(read);
        replaces(siem, again);
        ask(new AuditRequest.IntegratorRemove("siem"), null);
        patiently().until(() -> again.heard("revoked"));
        int heard = again.events.size();
        send(vault, 651, 10);
        patiently().until(() -> vault.acknowledged() == 660);
        again.listen();
        assertThat(again.events).hasSize(heard);
      }
      try (Subscriber shut = subscriber(siem)) {
        shut.say("open", "{\"v\":1,\"from\":\"earliest\",\"credit\":10}");
        shut.listen();
        shut.listen();
        assertThat(shut.events).isEmpty();
      }
    }

    service().stop();
    Verification verified = verify(vkey);
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.leavesBehindCheckpoint()).isZero();
    List<String> codes = codesFromDisk();
    assertThat(codes).contains("service.started", "integrator.added", "integrator.removed");
    assertThat(codes.getLast()).isEqualTo("service.stopped");
    assertThat(service().log()).doesNotContain("ERROR");
  }

  /** Reads everything and acknowledges it; gives the sequence that comes next. */
  private long readAll(CurveKey siem, RecordSender vault) throws Exception {
    try (Subscriber subscriber = subscriber(siem)) {
      subscriber.say("open", "{\"v\":1,\"from\":\"earliest\",\"credit\":100}");
      patiently()
          .until(() -> {
            subscriber.listen();
            acknowledge(subscriber);
            return subscriber.heard("caught_up");
          });
      send(vault, 501, 100);
      patiently()
          .until(() -> {
            subscriber.listen();
            acknowledge(subscriber);
            return subscriber.leaves.stream().anyMatch(l -> l.contains("\"id\":\"id-600\""));
          });
      assertThat(subscriber.events)
          .containsExactlyElementsOf(
              LongStream.range(0, subscriber.events.size()).boxed().toList());
      assertThat(subscriber.leaves).allMatch(leaf -> leaf.contains("\"pseudonymous\":true"));
      assertThat(Files.size(state.resolve("pseudonyms.sealed"))).isEqualTo(72);
      patiently().until(() -> subscriber.heard("heartbeat {\"head\":" + size()));
      subscriber.say("proof", "{\"from\":100,\"to\":500}");
      patiently().until(() -> subscriber.heard("proof {\"from\":100,\"to\":500,\"hashes\":[\""));
      subscriber.say("open", "{\"v\":2}");
      patiently().until(() -> subscriber.heard("unsupported_version {\"supported\":[1]}"));
      subscriber.say("nonsense", "{}");
      patiently().until(() -> subscriber.heard("error"));
      acknowledge(subscriber);
      // The cursor is kept once a second.
      long next = subscriber.events.size();
      patiently()
          .until(() -> {
            Path cursor = state.resolve("cursors/integrator.siem");
            return Files.exists(cursor) && Files.readString(cursor).equals("1 " + next + "\n");
          });
      return next;
    }
  }

  /** A second stream, of some events alone, ends the first; the first may come back. */
  private void replaces(CurveKey siem, Subscriber first) {
    try (Subscriber second = subscriber(siem)) {
      second.say(
          "open",
          "{\"v\":1,\"from\":\"2020-01-01T00:00:00Z\",\"credit\":9,\"class\":\"integrator.*\",\"severity\":\"informational\"}");
      patiently().until(() -> first.heard("replaced") && second.heard("caught_up"));
      assertThat(second.leaves)
          .singleElement()
          .asString()
          .contains("integrator.added", "\"grant\":\"pseudonymous\"", "\"name\":\"p-")
          .doesNotContain("\"owner\"");
    }
    first.say("open", "{\"v\":1,\"from\":\"latest\",\"credit\":1000}");
  }

  private static void acknowledge(Subscriber subscriber) {
    if (!subscriber.events.isEmpty()) {
      subscriber.say("ack", subscriber.events.getLast().toString());
    }
  }

  @Test
  void records_forgedOrMalformed_areRefusedAndNeverBlock() throws Exception {
    RecordSender vault =
        home.bus(Principals.VAULT)
            .sender(Topics.AUDIT_RECORDS, home.state(Principals.VAULT).resolve("outbox"));
    vault.append(Records.record(Principals.AUTH, 1), Reserve.NONE).get();
    vault.append(new byte[] {1, 2, 3}, Reserve.NONE).get();
    vault.append(Records.record(Principals.VAULT, 3), Reserve.NONE).get();
    patiently().until(() -> vault.acknowledged() == 3);
    patiently().until(() -> signed() >= 3);
    assertThat(tail())
        .anySatisfy(
            e -> assertThat(e).contains("peer.refused").contains("source: another principal's"))
        .anySatisfy(e -> assertThat(e).contains("record.refused"))
        .anySatisfy(e -> assertThat(e).contains("\"id\":\"id-3\""))
        .noneSatisfy(e -> assertThat(e).contains("\"id\":\"id-1\""));
  }

  @Test
  void search_byTheOwner_opensPagesAndCountsForItsCallerAlone() throws Exception {
    RecordSender vault =
        home.bus(Principals.VAULT)
            .sender(Topics.AUDIT_RECORDS, home.state(Principals.VAULT).resolve("outbox"));
    send(vault, 1, 1_500);
    patiently().until(() -> vault.acknowledged() == 1_500);
    AuditRequest.Search wanted =
        new AuditRequest.Search(
            new EventFilter(Principals.VAULT, null, null, null, null, null, null, null, null),
            true);
    assertThatThrownBy(() -> ask(wanted, null))
        .isInstanceOfSatisfying(
            RequestFailed.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DENIED));

    String ticket = ((AuditReply.Search) ask(wanted, home.token())).search();

    AuditReply.Events page =
        (AuditReply.Events) ask(new AuditRequest.Query(-1, 1_000, ticket), null);
    assertThat(page.events()).hasSize(1_000).first().asString().contains("\"id\":\"id-1500\"");
    assertThat(page.done()).isFalse();
    page = (AuditReply.Events) ask(new AuditRequest.Query(page.next(), 1_000, ticket), null);
    assertThat(page.events()).hasSize(500).last().asString().contains("\"id\":\"id-1\"");
    assertThat(ask(new AuditRequest.Count(ticket, -1), null))
        .isInstanceOfSatisfying(
            AuditReply.Count.class,
            count -> {
              assertThat(count.count()).isEqualTo(1_500);
              assertThat(count.done()).isTrue();
            });
    assertThatThrownBy(() -> ask(new AuditRequest.Count("ab".repeat(16), -1), null))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("no such search");
  }

  @Test
  void requests_outOfBounds_areRefused() {
    patiently().until(() -> signed() >= 1);
    assertThatThrownBy(() -> ask(new AuditRequest.Consistency(1, 1_000_000), null))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("to: 1000000");
    assertThatThrownBy(() -> ask(new AuditRequest.IntegratorRemove("nobody"), null))
        .isInstanceOf(RequestFailed.class);
    assertThatThrownBy(() -> ask(new AuditRequest.IntegratorAdd("siem", "ab".repeat(32)), null))
        .isInstanceOf(RequestFailed.class);
    assertThat(ask(new AuditRequest.Query(1_000_000, 10), null))
        .isInstanceOfSatisfying(
            AuditReply.Events.class, none -> assertThat(none.events()).isEmpty());
  }

  @Test
  void start_onADamagedLog_isRefusedWithFileAndOffset() throws Exception {
    patiently().until(() -> signed() >= 1);
    service().stop();
    Path segment = state.resolve("log/segments/00000000000000000000.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[100] ^= 1;
    Files.write(segment, bytes);
    service = ServiceProcess.start(state, port);
    assertThat(service().exitCode()).isNotZero();
    assertThat(service().log()).contains("00000000000000000000.seg: offset 40: leaf 0");
  }

  @Test
  void suspiciousRecords_becomeAnAlert_thatIsAnsweredAndOutlivesAKill() throws Exception {
    Bus vaultBus = home.bus(Principals.VAULT);
    Alerted alerted = new Alerted();
    var unused = vaultBus.subscribe(Topics.AUDIT_ALERTS, alerted);
    patiently().until(() -> alerted.connected);
    RecordSender vault =
        vaultBus.sender(Topics.AUDIT_RECORDS, home.state(Principals.VAULT).resolve("outbox"));
    String session = "fedcba9876543210fedcba9876543210";
    vault.append(loggedOut(session), Reserve.NONE).get();
    for (String topic : List.of("key.requests", "auth.requests", "vault.events", "audit.live")) {
      vault.append(refusal(topic), Reserve.NONE).get();
    }
    patiently().until(() -> signed() >= 5 && !alerts().isEmpty());
    AuditReply.Alert alert = alerts().getFirst();
    assertThat(alert.rule()).isEqualTo("bus-probed");
    assertThat(alert.state()).isEqualTo("open");
    assertThat(alert.events()).hasSize(4);
    assertThat(alert.why()).contains("4 different values of topic");
    assertThat(tail()).anySatisfy(e -> assertThat(e).contains("alert.raised", alert.id()));
    patiently().until(() -> !alerted.bodies.isEmpty());
    assertThat(alerted.notices)
        .containsExactly(
            new AlertNotice(
                alert.id(),
                "bus-probed",
                Instant.parse(alert.raised()).toEpochMilli(),
                alert.events()));
    assertThat(alerted.bodies.getFirst()).doesNotContain("127.0.0.1", "key.requests");
    long logout = alert.events().getFirst() - 1;
    assertThat(ask(new AuditRequest.EventSessions(List.of(logout, logout + 1, 1_000_000L)), null))
        .isEqualTo(new AuditReply.EventSessions(List.of("owner"), List.of(session)));

    assertThatThrownBy(() -> ask(new AuditRequest.AlertAcknowledge(alert.id()), null))
        .isInstanceOf(RequestFailed.class);
    ask(new AuditRequest.AlertAcknowledge(alert.id()), home.token());
    assertThat(alerts().getFirst().state()).isEqualTo("acknowledged");
    assertThatThrownBy(
            () -> ask(new AuditRequest.AlertSuppress("no-such-rule", null, 7), home.token()))
        .hasMessageContaining("there is no rule 'no-such-rule'");
    ask(new AuditRequest.AlertSuppress("bus-flooded", null, 7), home.token());
    Files.writeString(state.resolve("rules/mine.yml"), "title: mine\nlevel: loud\n");
    patiently()
        .until(() ->
            ((AuditReply.Rules) ask(new AuditRequest.RuleList(), null))
                .faults().stream().anyMatch(fault -> fault.file().equals("mine.yml")));

    service().kill();
    service = ServiceProcess.start(state, port);
    patiently().until(() -> signed() >= 1);
    ask(new AuditRequest.AlertResolve(alert.id()), home.token());
    assertThat(alerts())
        .singleElement()
        .satisfies(again -> assertThat(again.state()).isEqualTo("resolved"));
    assertThat(tail().stream().filter(e -> e.contains("alert.raised"))).hasSize(1);
    assertThat(tail().stream().filter(e -> e.contains("alert.suppressed"))).hasSize(1);
  }

  @Test
  void limits_areShownToAll_andChangedByTheOwnerAlone() throws Exception {
    service = ServiceProcess.start(state, port);
    patiently().until(() -> signed() >= 1);
    AuditReply.Retention before = (AuditReply.Retention) ask(new AuditRequest.Retention(), null);
    assertThat(before.max_days()).isEqualTo(400);
    assertThat(before.own()).isFalse();
    assertThat(before.events()).isPositive();
    assertThat(before.bytes()).isPositive();
    assertThat(before.floor_days()).containsEntry("alert", 180);

    assertThatThrownBy(() -> ask(new AuditRequest.Retain(1, 32), null))
        .isInstanceOf(RequestFailed.class);
    AuditReply.Retention after =
        (AuditReply.Retention) ask(new AuditRequest.Retain(30, 64), home.token());
    ask(new AuditRequest.Retain(30, 64), home.token());

    assertThat(after.max_days()).isEqualTo(30);
    assertThat(after.max_mib()).isEqualTo(64);
    assertThat(after.own()).isTrue();
    assertThat(after.floor_days()).isEqualTo(before.floor_days());
    assertThat(tail().stream().filter(e -> e.contains("log.retention_set")))
        .singleElement()
        .satisfies(
            e -> assertThat(e).contains("\"max_days\":\"30\"", "\"max_days_before\":\"400\""));
    Files.writeString(state.resolve("retention.json"), "{}");
    assertThatThrownBy(() -> ask(new AuditRequest.Retain(1, 32), home.token()))
        .hasMessageContaining("retention.json");
    assertThat(state.resolve("retention.json")).hasContent("{}");
  }

  private static final class Alerted implements EventListener {
    private final List<AlertNotice> notices = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile boolean connected;

    @Override
    public void onEvent(BusEvent event) {
      AlertNotice.of(event).ifPresent(notices::add);
      bodies.add(event.body().toString());
    }

    @Override
    public void onGap() {
      connected = true;
    }

    @Override
    public void onSilence() {}
  }

  private static byte[] loggedOut(String session) {
    return CloudEvents.encode(
        AuditEvent.of(EventCode.AUTH_LOGOUT)
            .by(Principals.CLI, "owner")
            .with("session_id", session)
            .with("reason", "locked"),
        Principals.VAULT,
        Instant.now(),
        UUID.randomUUID());
  }

  private static byte[] refusal(String topic) {
    return CloudEvents.encode(
        AuditEvent.of(EventCode.PEER_REFUSED)
            .failed()
            .with("topic", topic)
            .with("address", "127.0.0.1")
            .with("reason", "key")
            .with("count", "1"),
        Principals.VAULT,
        Instant.now(),
        UUID.randomUUID());
  }

  private List<AuditReply.Alert> alerts() {
    return ((AuditReply.Alerts) ask(new AuditRequest.AlertList(), null)).alerts();
  }

  private ServiceProcess service() {
    if (service == null) {
      throw new IllegalStateException("not started");
    }
    return service;
  }

  private static void send(RecordSender vault, long from, int count) throws Exception {
    for (long i = from; i < from + count; i++) {
      var unused = vault.append(Records.record(Principals.VAULT, i), Reserve.NONE);
    }
  }

  private Subscriber subscriber(CurveKey key) {
    return new Subscriber(
        home.endpoint(Topics.AUDIT_STREAM), home.publicKey(Principals.AUDIT), key);
  }

  private Reply ask(Request<?> request, @Nullable String token) {
    return cli.ask(request, token, null, DEADLINE).reply();
  }

  private <R> R state(Class<R> type) {
    return type.cast(ask(new AuditRequest.State(), null));
  }

  private long signed() {
    try {
      return state(AuditReply.State.class).size();
    } catch (RequestFailed notYet) {
      return 0;
    }
  }

  private long size() {
    return ((AuditReply.Events) ask(new AuditRequest.Query(-1, 1), null)).next();
  }

  private List<String> tail() {
    return ((AuditReply.Events) ask(new AuditRequest.Query(-1, 1000), null)).events();
  }

  private Verification verify(Vkey vkey) {
    return LogVerifier.verify(state.resolve("log"), vkey, null);
  }

  private boolean ready() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 200 && answer.body().contains("\"audit\"");
  }

  private List<String> codesFromDisk() {
    List<String> codes = new java.util.ArrayList<>();
    try (var reader =
        aico.audit.log.LogReader.open(new aico.audit.log.LogFolder(state.resolve("log")), 0)) {
      while (reader.next() instanceof aico.audit.log.LogReader.Next next) {
        String leaf = new String(next.leaf(), java.nio.charset.StandardCharsets.UTF_8);
        if (leaf.contains("event_code")) {
          codes.add(leaf.replaceAll(".*\"event_code\":\"([a-z._]*)\".*", "$1"));
        }
      }
    }
    return codes;
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
  }
}
