package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.StandingResponse;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.testing.Ports;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.EventPublisher;
import aico.bus.zmq.RequestClient;
import aico.bus.zmq.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service over real sockets, with a played key-service, no audit and no policy. */
class VaultServiceIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private TestHome home;
  private PeerHome peers;
  private @Nullable KeyPeer keys;
  private Bus cliBus;
  private RequestClient cli;
  private Process service;

  @BeforeEach
  void prepare() throws IOException {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    home = new TestHome(folder);
    home.create("diary");
    Files.writeString(home.files("diary").resolve("page"), "dear diary");
    home.create("held");
    home.unmount("held");
    home.close();
    peers = new PeerHome(folder.resolve("state"), home.places);
    Path registry = peers.state("vault-service").resolve("vaults");
    Files.move(folder.resolve("registry"), registry);
    Files.writeString(
        peers.state("vault-service").resolve("responses.json"),
        "{\"version\":1,\"generation\":1,\"responses\":[{\"rule\":\"guessed-password\","
            + "\"user\":\"owner\",\"since\":\"2026-11-01T12:00:00Z\"}]}");
    keys = new KeyPeer(peers.state("key-service"), home.keys);
    cliBus = Bus.open(peers.state("cli"), BusMeters.none());
    cli = cliBus.client(Topics.VAULT_REQUESTS);
    service = startService();
    await().ignoreExceptions().until(() -> state("diary").equals("locked"));
  }

  private Process startService() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-XX:TieredStopAtLevel=1",
            "-Daico.state=" + peers.state("vault-service"),
            "-Daico.lifeline=stdin",
            "-Dquarkus.http.port=" + Ports.free(),
            "-jar",
            "target/quarkus-app/quarkus-run.jar");
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(Path.of("target/vault-service-it.log").toFile()));
    return builder.start();
  }

  @AfterEach
  void stop() throws Exception {
    cliBus.close();
    service.getOutputStream().close();
    assertThat(service.waitFor(20, TimeUnit.SECONDS)).isTrue();
    closeKeys();
    assertThat(home.places.mounts()).isEmptyDirectory();
    assertThat(home.table.mounts()).noneMatch(mount -> mount.point().startsWith(home.folder));
  }

  @Test
  void unlockAndLock_mountAndLock_andLockAllHolds() {
    unlock("1");
    awaitMounted();
    assertThat(state("held")).isEqualTo("locked");

    requireKeys().lock();
    await().until(() -> state("diary").equals("locked"));

    unlock("2");
    awaitMounted();
    VaultReply.Vaults all =
        (VaultReply.Vaults) cli.ask(new VaultRequest.LockAll(), DEADLINE).reply();
    assertThat(all.vaults()).allMatch(vault -> vault.state().equals("locked"));
    unlock("2");
    await().during(Duration.ofMillis(500)).until(() -> state("diary").equals("locked"));
  }

  @Test
  void changes_areToldOnVaultEvents() {
    AtomicInteger changes = new AtomicInteger();
    try (Subscription subscription =
        cliBus.subscribe(Topics.VAULT_EVENTS, new CountingListener(changes))) {
      unlock("1");
      awaitMounted();
      await().until(() -> changes.get() > 0);
    }
    assertThat(service.isAlive()).isTrue();
  }

  private record CountingListener(AtomicInteger changes) implements EventListener {
    @Override
    public void onEvent(BusEvent event) {
      assertThat(event.type()).isEqualTo("vault.changed");
      assertThat(event.body()).isEmpty();
      changes.incrementAndGet();
    }

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }

  @Test
  void alertOfAChosenRule_locks_untilAPersonUnlocks_andOthersDoNot() {
    Instant before = Instant.now().minus(Duration.ofHours(1));
    unlock("1");
    awaitMounted();
    assertThatExceptionOfType(RequestFailed.class)
        .isThrownBy(() -> cli.ask(new VaultRequest.Respond("guessed-password", false), DEADLINE))
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.DENIED));
    var standing = (VaultReply.Responses) cli.ask(new VaultRequest.Responses(), DEADLINE).reply();
    assertThat(standing.responses())
        .extracting(StandingResponse::rule)
        .containsExactly("guessed-password");

    try (Bus auditBus = Bus.open(peers.state("audit-service"), BusMeters.none());
        EventPublisher alerts = auditBus.publisher(Topics.AUDIT_ALERTS)) {
      await()
          .during(Duration.ofSeconds(3))
          .until(() -> {
            alerts.publish("audit.alert", Map.of("event_code", "alert.raised", "time", 7));
            alerts.publish("audit.alert", alert("guessed-password", before));
            alerts.publish("audit.alert", alert("denial-burst", Instant.now()));
            return state("diary").equals("mounted");
          });
      await()
          .until(() -> {
            alerts.publish("audit.alert", alert("guessed-password", Instant.now()));
            return state("diary").equals("locked");
          });
    }
    assertThat(home.pid("diary")).isEqualTo(-1);
    unlock("2");
    awaitMounted();
  }

  private static Map<String, Object> alert(String rule, Instant time) {
    return Map.of(
        "event_code",
        "alert.raised",
        "alert",
        UUID.randomUUID().toString().replace("-", ""),
        "rule",
        rule,
        "level",
        "critical",
        "time",
        time.toString(),
        "events",
        List.of(7));
  }

  @Test
  void keyServiceGone_locksAll_andItsReturnUnlockedMounts() {
    unlock("1");
    awaitMounted();
    closeKeys();
    await().until(() -> state("diary").equals("locked"));
    keys = new KeyPeer(peers.state("key-service"), home.keys);
    await().during(Duration.ofMillis(500)).until(() -> state("diary").equals("locked"));
    unlock("2");
    awaitMounted();
  }

  @Test
  void killed_itsVaultsAreUnmounted_andMountAgainWithTheNext() throws Exception {
    unlock("1");
    awaitMounted();
    service.destroyForcibly().waitFor();
    await().until(() -> home.pid("diary") == -1);
    assertThat(home.files("diary")).doesNotExist();
    service = startService();
    awaitMounted();
  }

  @Test
  void unmount_holds_andUnknownOrUnadmitted_isRefused() {
    unlock("1");
    awaitMounted();
    var reply = (VaultReply.Vault) cli.ask(new VaultRequest.Unmount("diary"), DEADLINE).reply();
    assertThat(reply)
        .isEqualTo(
            new VaultReply.Vault(
                "diary",
                "locked",
                home.files("diary").toString(),
                new VaultReply.Settings("unlock", 0, 0, 2_592_000, 10, null, null),
                "owner",
                List.of(),
                false,
                0L));
    unlock("2");
    await().during(Duration.ofMillis(500)).until(() -> state("diary").equals("locked"));

    assertThatExceptionOfType(RequestFailed.class)
        .isThrownBy(() -> cli.ask(new VaultRequest.Unmount("none"), DEADLINE))
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.USAGE))
        .satisfies(failed -> assertThat(failed.field()).contains("name"));
    // Without a token nothing is mounted.
    assertThatExceptionOfType(RequestFailed.class)
        .isThrownBy(() -> cli.ask(new VaultRequest.Mount("diary"), DEADLINE))
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(ErrorCode.DENIED));
  }

  private void unlock(String id) {
    requireKeys().unlock(id.repeat(32));
  }

  private void awaitMounted() {
    await().ignoreExceptions().until(() -> state("diary").equals("mounted"));
    assertThat(home.files("diary").resolve("page")).hasContent("dear diary");
  }

  private String state(String name) {
    var all = (VaultReply.Vaults) cli.ask(new VaultRequest.ListVaults(), DEADLINE).reply();
    return all.vaults().stream()
        .filter(vault -> vault.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private KeyPeer requireKeys() {
    if (keys == null) {
      throw new IllegalStateException("no key-service");
    }
    return keys;
  }

  private void closeKeys() {
    if (keys != null) {
      keys.close();
      keys = null;
    }
  }
}
