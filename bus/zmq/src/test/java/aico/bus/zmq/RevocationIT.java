package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes in a bundle reaches live connections; what kills authentication closes the bus. */
class RevocationIT {
  private static final String REQUESTS = Topics.VAULT_REQUESTS;
  private static final String EVENTS = Topics.VAULT_EVENTS;
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(500);

  private TestHome home;
  private Bus owner;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("vault-service", Role.VAULT)
            .principal("cli", Role.CLI)
            .principal("key-service", Role.KEY)
            .topic(REQUESTS, TopicKind.REQUESTS, "vault-service")
            .topic(EVENTS, TopicKind.EVENTS, "vault-service")
            .joins("cli", REQUESTS, "vault.list")
            .joins("cli", EVENTS)
            .joins("key-service", EVENTS)
            .provision();
    owner = home.open("vault-service");
    owner.serve(
        REQUESTS,
        request ->
            CompletableFuture.completedFuture(OutgoingReply.of(new VaultReply.Vaults(List.of()))));
    owner.publisher(EVENTS);
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  private static BlockingQueue<BusEvent> heartbeats(Bus bus) {
    BlockingQueue<BusEvent> heartbeats = new LinkedBlockingQueue<>();
    bus.subscribe(
        EVENTS,
        new EventListener() {
          @Override
          public void onEvent(BusEvent event) {}

          @Override
          public void onHeartbeat(BusEvent heartbeat) {
            heartbeats.add(heartbeat);
          }

          @Override
          public void onGap() {}

          @Override
          public void onSilence() {}
        });
    return heartbeats;
  }

  @Test
  void principal_takenOffTheBundle_losesItsLiveConnections_othersKeepTheirs() throws Exception {
    Bus cli = home.open("cli");
    RequestClient client = cli.client(REQUESTS);
    BlockingQueue<BusEvent> revoked = heartbeats(cli);
    BlockingQueue<BusEvent> kept = heartbeats(home.open("key-service"));
    client.ask(new VaultRequest.ListVaults(), SOON);
    revoked.take();
    kept.take();

    home.leaves("cli", REQUESTS).leaves("cli", EVENTS);
    home.bundle("vault-service").write(home.state("vault-service"));

    await().atMost(Duration.ofMillis(1_500)).until(() -> !client.endpoint().isReady());
    RequestFailed failed =
        catchThrowableOfType(
            RequestFailed.class, () -> client.ask(new VaultRequest.ListVaults(), SHORT));
    assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE);
    revoked.clear();
    kept.clear();
    kept.take();
    kept.take();
    assertThat(revoked).isEmpty();
    assertThat(owner.healthy()).isTrue();
  }

  @Test
  void principal_addedToTheBundle_isLetInWithoutARestart() throws Exception {
    RequestClient client = home.open("key-service").client(REQUESTS);
    assertThat(
            catchThrowableOfType(
                RequestFailed.class, () -> client.ask(new VaultRequest.ListVaults(), SHORT)))
        .isNotNull();

    home.joins("key-service", REQUESTS, "vault.list");
    home.bundle("vault-service").write(home.state("vault-service"));

    assertThat(client.ask(new VaultRequest.ListVaults(), SOON).reply())
        .isEqualTo(new VaultReply.Vaults(List.of()));
  }

  @Test
  void request_takenOffTheContract_isDeniedOnTheLiveConnection() throws Exception {
    RequestClient client = home.open("cli").client(REQUESTS);
    client.ask(new VaultRequest.ListVaults(), SOON);

    home.joins("cli", REQUESTS, "vault.mount");
    home.bundle("vault-service").write(home.state("vault-service"));

    await()
        .untilAsserted(() ->
            assertThat(
                    catchThrowableOfType(
                        RequestFailed.class, () -> client.ask(new VaultRequest.ListVaults(), SOON)))
                .isNotNull()
                .extracting(RequestFailed::code)
                .isEqualTo(ErrorCode.DENIED));
  }

  @Test
  void owner_thatMovesAndChangesItsKey_isFoundAgain() throws Exception {
    RequestClient client = home.open("cli").client(REQUESTS);
    client.ask(new VaultRequest.ListVaults(), SOON);
    owner.close();
    home.principal("vault-service", Role.VAULT)
        .topic(REQUESTS, TopicKind.REQUESTS, "vault-service")
        .joins("cli", REQUESTS, "vault.list")
        .provision();
    home.open("vault-service")
        .serve(
            REQUESTS,
            request ->
                CompletableFuture.completedFuture(
                    OutgoingReply.of(new VaultReply.Vaults(List.of()))));

    assertThat(client.ask(new VaultRequest.ListVaults(), SOON).reply())
        .isEqualTo(new VaultReply.Vaults(List.of()));
  }

  @Test
  void bundle_thatCannotBeUsed_changesNothingButTheHealth() throws Exception {
    RequestClient client = home.open("cli").client(REQUESTS);
    client.ask(new VaultRequest.ListVaults(), SOON);
    Path file = home.state("vault-service").resolve(Bundle.FILE);
    byte[] good = Files.readAllBytes(file);

    Files.write(file, "{".getBytes(UTF_8));

    await().until(() -> !owner.healthy());
    assertThat(owner.problem()).contains(file.toString());
    client.ask(new VaultRequest.ListVaults(), SOON);
    Files.write(file, good);
    await().until(owner::healthy);
  }

  @Test
  void zapHandler_thatDies_closesEveryEndpoint() {
    RequestClient client = home.open("cli").client(REQUESTS);
    client.ask(new VaultRequest.ListVaults(), SOON);

    owner.failed(new IllegalStateException("died"));

    await().until(() -> !client.endpoint().isReady());
    assertThat(owner.healthy()).isFalse();
    assertThat(owner.problem()).contains("authentication");
    assertThat(owner.health())
        .allMatch(health -> health.state() == EndpointHealth.State.DOWN)
        .hasSize(2);
    assertThat(
            catchThrowableOfType(
                RequestFailed.class, () -> client.ask(new VaultRequest.ListVaults(), SHORT)))
        .isNotNull();
    assertThat(catchThrowableOfType(BusException.class, () -> owner.publisher(EVENTS))).isNotNull();
  }

  @Test
  void health_tellsOfEachEndpoint() {
    Bus cli = home.open("cli");
    RequestClient client = cli.client(REQUESTS);
    client.ask(new VaultRequest.ListVaults(), SOON);

    assertThat(cli.health())
        .containsExactly(
            new EndpointHealth(REQUESTS, TopicKind.REQUESTS, false, EndpointHealth.State.UP, ""));
    owner.close();
    await().until(() -> cli.health().getFirst().state() == EndpointHealth.State.CONNECTING);
    assertThat(cli.healthy()).isTrue();
    client.close();
    assertThat(cli.health()).isEmpty();
  }

  @Test
  void bind_whereAnotherProcessIs_isRefusedNamingTheAddress() {
    Bus second = home.open("vault-service");

    BusException e = catchThrowableOfType(BusException.class, () -> second.publisher(EVENTS));

    assertThat(e).hasMessageContaining(home.topic(EVENTS).endpoint());
    assertThat(second.health()).isEmpty();
  }
}
