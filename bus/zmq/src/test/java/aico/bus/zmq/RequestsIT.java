package aico.bus.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestsIT {
  private static final String TOPIC = Topics.VAULT_REQUESTS;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(700);

  private final CountingMeters meters = new CountingMeters();
  private TestHome home;

  @BeforeEach
  void provision(@TempDir Path folder) throws Exception {
    home =
        new TestHome(folder)
            .principal("vault-service", Role.VAULT)
            .principal("cli", Role.CLI)
            .principal("audit-service", Role.AUDIT)
            .principal("key-service", Role.KEY)
            .topic(TOPIC, TopicKind.REQUESTS, "vault-service")
            .topic(Topics.KEY_REQUESTS, TopicKind.REQUESTS, "key-service")
            .joins("cli", TOPIC, "vault.list", "vault.mount", "vault.lock_all")
            .joins("audit-service", TOPIC)
            .provision();
  }

  @AfterEach
  void close() throws Exception {
    home.close();
  }

  private static CompletableFuture<OutgoingReply> done(IncomingRequest request) {
    return CompletableFuture.completedFuture(OutgoingReply.of(new Reply.Done()));
  }

  @Test
  void ask_whenListed_bringsTheReplyWithItsFrames() {
    BlockingQueue<IncomingRequest> heard = new LinkedBlockingQueue<>();
    home.open("vault-service")
        .serve(
            TOPIC,
            request -> {
              heard.add(request);
              return CompletableFuture.completedFuture(
                  new OutgoingReply(
                      new VaultReply.Vault("home", "mounted", "/x"), "a.b.c", new byte[] {7, 8}));
            });

    IncomingReply reply =
        home.open("cli")
            .client(TOPIC)
            .ask(new VaultRequest.Mount("home"), "t.o.k", new byte[] {1, 2, 3}, SOON);

    assertThat(reply.reply()).isEqualTo(new VaultReply.Vault("home", "mounted", "/x"));
    assertThat(reply.token()).isEqualTo("a.b.c");
    assertThat(reply.sealed()).containsExactly(7, 8);
    IncomingRequest request = heard.remove();
    assertThat(request.request()).isEqualTo(new VaultRequest.Mount("home"));
    assertThat(request.caller().principal()).isEqualTo("cli");
    assertThat(request.caller().role()).isEqualTo(Role.CLI);
    assertThat(request.token()).isEqualTo("t.o.k");
    assertThat(request.sealed()).containsExactly(1, 2, 3);
    assertThat(request.correlation()).matches("[0-9a-f]{32}");
  }

  @Test
  void ask_beforeTheServerIsThere_waitsForIt() throws Exception {
    RequestClient client = home.open("cli").client(TOPIC);
    CompletableFuture<IncomingReply> early =
        client.askAsync(new VaultRequest.ListVaults(), null, null, SOON);

    home.open("vault-service")
        .serve(
            TOPIC,
            r ->
                CompletableFuture.completedFuture(
                    OutgoingReply.of(new VaultReply.Vaults(List.of()))));

    assertThat(early.get().reply()).isEqualTo(new VaultReply.Vaults(List.of()));
  }

  @Test
  void ask_withoutServer_isUnreachableAtTheDeadline() {
    RequestClient client = home.open("cli").client(TOPIC);

    RequestFailed failed = failure(client, SHORT);

    assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE);
  }

  @Test
  void ask_whenTheContractDoesNotListIt_isDenied() {
    home.open("vault-service").serve(TOPIC, RequestsIT::done);
    RequestClient client = home.open("audit-service").client(TOPIC);

    RequestFailed failed = failure(client, SOON);

    assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
    assertThat(failed.rule()).contains("contract");
  }

  @Test
  void ask_withAnUnlistedKey_isRefusedAndReported() {
    List<PeerRefused> refused = new ArrayList<>();
    Bus bus = home.open("vault-service", meters);
    bus.onPeerRefused(refused::add);
    bus.serve(TOPIC, RequestsIT::done);
    RequestClient client = home.open("key-service").client(TOPIC);

    RequestFailed failed = failure(client, SHORT);

    assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE);
    await()
        .untilAsserted(() ->
            assertThat(refused)
                .contains(new PeerRefused(TOPIC, "127.0.0.1", PeerRefused.Reason.KEY)));
    assertThat(meters.get(TOPIC, BusMeters.Counter.REFUSED)).isPositive();
    assertThat(meters.get(TOPIC, BusMeters.Counter.MESSAGES_IN)).isZero();
  }

  @Test
  void ask_aServerWithAnotherKey_isUnreachable() throws Exception {
    Bus impostor = home.open("vault-service");
    impostor.serve(TOPIC, RequestsIT::done);
    Bundle cli = home.bundle("cli");
    BundleTopic.Joined right = cli.joined(TOPIC);
    new Bundle(
            cli.principal(),
            cli.role(),
            0,
            cli.settings(),
            java.util.Map.of(
                TOPIC,
                new BundleTopic.Joined(
                    right.kind(),
                    right.ownerPrincipal(),
                    right.endpoint(),
                    home.publicKey("key-service"),
                    right.requests())))
        .write(home.state("cli"));

    RequestFailed failed = failure(home.open("cli").client(TOPIC), SHORT);

    assertThat(failed.code()).isEqualTo(ErrorCode.UNREACHABLE);
  }

  @Test
  void ask_whenTheHandlerFails_isTypedOrFailedWithoutItsMessage() {
    home.open("vault-service")
        .serve(
            TOPIC,
            request -> {
              if (request.request() instanceof VaultRequest.Mount) {
                throw new RequestFailed(ErrorCode.LOCKED, "keys are locked", "name", "r1", 9);
              }
              throw new IllegalStateException("the secret is 42");
            });
    RequestClient client = home.open("cli").client(TOPIC);

    RequestFailed locked =
        catchThrowableOfType(
            RequestFailed.class, () -> client.ask(new VaultRequest.Mount("home"), SOON));
    RequestFailed broken = failure(client, SOON);

    assertThat(locked.code()).isEqualTo(ErrorCode.LOCKED);
    assertThat(locked).hasMessage("keys are locked");
    assertThat(locked.field()).contains("name");
    assertThat(locked.rule()).contains("r1");
    assertThat(locked.retryAfterS()).hasValue(9);
    assertThat(broken.code()).isEqualTo(ErrorCode.FAILED);
    assertThat(broken).hasMessage("internal error");
  }

  @Test
  void ask_overTheLimitOfHandlers_isBusyButLockingStillWorks() {
    CountDownLatch release = new CountDownLatch(1);
    home.open("vault-service")
        .serve(
            TOPIC,
            request -> {
              if (request.request() instanceof VaultRequest.ListVaults) {
                try {
                  release.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              return done(request);
            });
    RequestClient client = home.open("cli").client(TOPIC);
    List<CompletableFuture<IncomingReply>> stuck = new ArrayList<>();
    for (int i = 0; i < Limits.HANDLERS_PER_CALLER; i++) {
      stuck.add(client.askAsync(new VaultRequest.ListVaults(), null, null, SOON));
    }

    RequestFailed busy = failure(client, SOON);
    RequestFailed locked =
        catchThrowableOfType(
            RequestFailed.class, () -> client.ask(new VaultRequest.LockAll(), SOON));
    release.countDown();

    assertThat(busy.code()).isEqualTo(ErrorCode.FAILED);
    assertThat(busy).hasMessage("busy");
    assertThat(busy.retryAfterS()).hasValue(1);
    // It was carried out: only the reply is not of the type that the client expects.
    assertThat(locked).hasMessageContaining("malformed reply");
  }

  @Test
  void ask_whenTheServerRestarts_goesOnWithTheNext() throws Exception {
    Bus first = home.open("vault-service");
    first.serve(TOPIC, r -> new CompletableFuture<>());
    RequestClient client = home.open("cli").client(TOPIC);
    CompletableFuture<IncomingReply> lost =
        client.askAsync(new VaultRequest.ListVaults(), null, null, Duration.ofMinutes(2));
    await().until(() -> client.endpoint().isReady());

    first.close();
    assertThat(lost)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(RequestFailed.class);
    home.open("vault-service")
        .serve(
            TOPIC,
            r ->
                CompletableFuture.completedFuture(
                    OutgoingReply.of(new VaultReply.Vaults(List.of()))));

    assertThat(client.ask(new VaultRequest.ListVaults(), SOON).reply())
        .isEqualTo(new VaultReply.Vaults(List.of()));
  }

  @Test
  void ask_toAnotherTopic_isRefusedAtOnce() {
    RequestClient client = home.open("cli").client(TOPIC);

    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class, () -> client.ask(new KeyRequest.State(), SOON)))
        .isNotNull();
  }

  private static RequestFailed failure(RequestClient client, Duration deadline) {
    return catchThrowableOfType(
        RequestFailed.class, () -> client.ask(new VaultRequest.ListVaults(), deadline));
  }
}
