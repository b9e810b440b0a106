package aico.bus.connector.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.connector.Tokens;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.CurveKey;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.RequestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds while others are away, refuse, or are killed. */
class FaultIT {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  @TempDir Path root;

  @Test
  void tokens_withAuthOrPolicyDown_areRefused_andLocksStillWork() {
    TestHome home = new TestHome(root);
    Tokens tokens = new Tokens("k1");
    try (SampleProcess sample = SampleProcess.start("full", home).awaitReady();
        Bus bus = home.bus("cli");
        RequestClient cli = bus.client("vault.requests")) {
      assertUnreachable(cli, tokens, "auth-service does not answer");
      cli.ask(new VaultRequest.LockAll(), null, null, DEADLINE);

      Peers.Auth auth = new Peers.Auth(home, tokens.state());
      try (auth) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertUnreachable(cli, tokens, "policy-service does not answer"));
        try (Peers.Policy policy = new Peers.Policy(home)) {
          Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> mounts(cli, tokens));

          policy.allows = false;
          RequestFailed denied = mountRefusal(cli, tokens);
          assertThat(denied.code()).isEqualTo(ErrorCode.DENIED);
          assertThat(denied.rule()).hasValue("default-deny");
          policy.allows = true;

          auth.revoke(tokens, Tokens.SESSION);
          Awaitility.await()
              .atMost(Duration.ofSeconds(2))
              .untilAsserted(
                  () -> assertThat(mountRefusal(cli, tokens).rule()).hasValue("token-revoked"));
        }
      }
      // The copy is over a second old soon, and then no token holds.
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertUnreachable(cli, tokens, "auth-service does not answer"));
      cli.ask(new VaultRequest.Unmount("diary"), null, null, DEADLINE);
      assertThat(sample.get("/q/health/ready", "127.0.0.1")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void heartbeats_spareTheReadingOfTheState() {
    TestHome home = new TestHome(root);
    Tokens tokens = new Tokens("k1");
    try (Peers.Auth auth = new Peers.Auth(home, tokens.state());
        Peers.Policy policy = new Peers.Policy(home);
        SampleProcess sample = SampleProcess.start("full", home).awaitReady();
        Bus bus = home.bus("cli");
        RequestClient cli = bus.client("vault.requests")) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> mounts(cli, tokens));
      int before = auth.asked();
      for (int i = 0; i < 50; i++) {
        assertThat(mounts(cli, tokens)).isTrue();
      }
      assertThat(auth.asked() - before).isLessThan(10);
      assertThat(policy.asked).hasSizeGreaterThanOrEqualTo(51);
      assertThat(sample.pid()).isPositive();
    }
  }

  @Test
  void record_isDurableBeforeItsAnswer_whileAuditIsAway_andThroughKill9() {
    TestHome home = new TestHome(root);
    String correlation;
    try (SampleProcess sample = SampleProcess.start("full", home).awaitReady();
        Bus bus = home.bus("cli");
        RequestClient cli = bus.client("vault.requests")) {
      VaultReply.Vault durable =
          (VaultReply.Vault)
              cli.ask(new VaultRequest.Unmount("record"), null, null, DEADLINE).reply();
      correlation = durable.path();
      cli.ask(new VaultRequest.Unmount("send-record"), null, null, DEADLINE);
      sample.kill();
    }
    assertThat(correlation).isEqualTo("durable");
    try (Peers.Audit audit = new Peers.Audit(home);
        SampleProcess sample = SampleProcess.start("full", home).awaitReady()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() ->
              audit.has("aico.integrator.renewed")
                  && audit.records.contains("record")
                  && audit.records.stream()
                          .filter(record -> record.contains("aico.service.started"))
                          .count()
                      == 2);
      assertThat(sample.pid()).isPositive();
    }
  }

  @Test
  void unlistedKey_isRefused_andRecorded() throws IOException {
    TestHome home = new TestHome(root);
    Path stranger = Files.createDirectory(root.resolve("stranger"));
    Files.copy(home.folder("cli").resolve(Bundle.FILE), stranger.resolve(Bundle.FILE));
    try (CurveKey key = CurveKey.generate()) {
      key.write(stranger.resolve(Bundle.KEY_FILE));
    }
    try (Peers.Audit audit = new Peers.Audit(home);
        SampleProcess sample = SampleProcess.start("full", home).awaitReady();
        Bus bus = Bus.open(stranger, BusMeters.none());
        RequestClient client = bus.client("vault.requests")) {
      RequestFailed failed =
          catchThrowableOfType(
              RequestFailed.class,
              () -> client.ask(new VaultRequest.ListVaults(), null, null, Duration.ofSeconds(3)));
      assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE);
      Awaitility.await()
          .until(() -> audit.has("aico.peer.refused", "\"topic\":\"vault.requests\"", "\"key\""));
      assertThat(sample.get("/q/metrics", "127.0.0.1"))
          .contains("aico_bus_refused_total{topic=\"vault.requests\"}");
    }
  }

  private static String token(Tokens tokens) {
    return tokens.sign(Tokens.claims("vault-service", "cli", System.currentTimeMillis() / 1000));
  }

  private static boolean mounts(RequestClient cli, Tokens tokens) {
    try {
      cli.ask(new VaultRequest.Mount("diary"), token(tokens), null, DEADLINE);
      return true;
    } catch (RequestFailed e) {
      return false;
    }
  }

  private static RequestFailed mountRefusal(RequestClient cli, Tokens tokens) {
    RequestFailed failed =
        catchThrowableOfType(
            RequestFailed.class,
            () -> cli.ask(new VaultRequest.Mount("diary"), token(tokens), null, DEADLINE));
    assertThat(failed).isNotNull();
    return failed;
  }

  private static void assertUnreachable(RequestClient cli, Tokens tokens, String message) {
    RequestFailed failed = mountRefusal(cli, tokens);
    assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failed).hasMessage(message);
  }
}
