package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceKeysTest {
  private final FakeBus bus = new FakeBus();
  private final ServiceKeys keys = new ServiceKeys(bus);
  private final SecretBytes secret = SecretBytes.random(32);

  @AfterEach
  void close() {
    keys.close();
    secret.close();
  }

  @Test
  void key_isFetchedOnce_andEachCallerGetsACopy() {
    handOut(secret);
    try (SecretBytes first = keys.get("log-signing")) {
      assertThat(first.constantTimeEquals(secret)).isTrue();
    }
    try (SecretBytes second = keys.get("log-signing")) {
      assertThat(second.constantTimeEquals(secret)).isTrue();
    }
    assertThat(bus.asked()).hasSize(1);
  }

  @Test
  void absentKeyService_isWaitedFor() {
    AtomicInteger calls = new AtomicInteger();
    bus.answer(
        RequestType.KEY_SERVICE_KEY,
        request -> {
          if (calls.incrementAndGet() < 3) {
            throw new RequestFailed(ErrorCode.UNREACHABLE, "not yet");
          }
          return handedOut((KeyRequest.ServiceKey) request, secret);
        });
    keys.get("log-signing").close();
    assertThat(calls).hasValue(3);
  }

  @Test
  void refusal_isNotRetried() {
    bus.fail(RequestType.KEY_SERVICE_KEY, ErrorCode.DENIED);
    assertThatThrownBy(() -> keys.get("log-signing")).isInstanceOf(RequestFailed.class);
    assertThat(bus.asked()).hasSize(1);
  }

  @Test
  void missingFrame_strangeFrame_andWrongSize_areRefused() {
    bus.answer(
        RequestType.KEY_SERVICE_KEY,
        request -> new Answered<>(new KeyReply.HandedOut(1), null, null));
    assertThatThrownBy(() -> keys.get("p")).hasMessageContaining("no sealed frame");
    bus.answer(
        RequestType.KEY_SERVICE_KEY,
        request -> new Answered<>(new KeyReply.HandedOut(1), null, new byte[80]));
    assertThatThrownBy(() -> keys.get("p")).hasMessageContaining("does not open");
    try (SecretBytes shorter = SecretBytes.random(31)) {
      handOut(shorter);
      assertThatThrownBy(() -> keys.get("p")).hasMessageContaining("31 bytes (expected: 32)");
    }
  }

  @Test
  void stopping_endsTheWait() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<SecretBytes> waiting =
          CompletableFuture.supplyAsync(() -> keys.get("log-signing"), threads);
      Awaitility.await().until(() -> !bus.asked().isEmpty());
      keys.close();
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void rotation_whileInUse_waits_thenSealsAnew_andTells() {
    try (SecretBytes next = SecretBytes.random(32)) {
      List<String> resealed = new ArrayList<>();
      keys.onRenewal(
          "log-signing",
          (former, current) -> {
            assertThat(former.constantTimeEquals(secret)).isTrue();
            assertThat(current.constantTimeEquals(next)).isTrue();
            resealed.add("log-signing");
          });
      handOut(secret);
      keys.get("log-signing").close();
      rotating("r1", next);
      try (ServiceKeys.Use use = keys.use("log-signing")) {
        CompletableFuture.runAsync(keys::renewIfDue).join();
        assertThat(resealed).isEmpty();
        assertThat(use.key().constantTimeEquals(secret)).isTrue();
      }

      bus.fail(RequestType.KEY_SERVICE_KEY_TAKEN, ErrorCode.UNREACHABLE);
      keys.renewIfDue();
      assertThat(resealed).hasSize(1);
      try (SecretBytes now = keys.get("log-signing")) {
        assertThat(now.constantTimeEquals(next)).isTrue();
      }
      bus.reply(RequestType.KEY_SERVICE_KEY_TAKEN, new Reply.Done());
      keys.renewIfDue();
      keys.renewIfDue();
      assertThat(resealed).hasSize(2);
      assertThat(bus.asked())
          .filteredOn(KeyRequest.ServiceKeyTaken.class::isInstance)
          .containsExactly(
              new KeyRequest.ServiceKeyTaken("log-signing", 2),
              new KeyRequest.ServiceKeyTaken("log-signing", 2));
    }
  }

  @Test
  void rotation_beforeTheFirstUse_sealsAnewBeforeTheKeyIsGiven() {
    try (SecretBytes next = SecretBytes.random(32)) {
      AtomicInteger tries = new AtomicInteger();
      keys.onRenewal(
          "log-signing",
          (former, current) -> {
            if (tries.incrementAndGet() == 1) {
              throw new IllegalArgumentException("full disk");
            }
          });
      rotating("r1", next);
      bus.reply(RequestType.KEY_SERVICE_KEY_TAKEN, new Reply.Done());
      assertThatThrownBy(() -> keys.get("log-signing")).hasMessage("full disk");
      try (SecretBytes now = keys.get("log-signing")) {
        assertThat(now.constantTimeEquals(next)).isTrue();
      }
      assertThat(tries).hasValue(2);
    }
  }

  @Test
  void rotation_thatFailsInTheService_isTriedAgain_andNoHalfKeyIsGiven() {
    try (SecretBytes next = SecretBytes.random(32)) {
      AtomicInteger tries = new AtomicInteger();
      keys.onRenewal(
          "log-signing",
          (former, current) -> {
            if (tries.incrementAndGet() == 1) {
              throw new IllegalArgumentException("full disk");
            }
          });
      handOut(secret);
      keys.get("log-signing").close();
      rotating("r1", next);
      bus.reply(RequestType.KEY_SERVICE_KEY_TAKEN, new Reply.Done());
      keys.renewIfDue();
      assertThat(bus.asked()).noneMatch(KeyRequest.ServiceKeyTaken.class::isInstance);
      try (SecretBytes now = keys.get("log-signing")) {
        assertThat(now.constantTimeEquals(next)).isTrue();
      }
      assertThat(tries).hasValue(2);
    }
  }

  /** key-service has a newer key, and the one before it. */
  private void rotating(String to, SecretBytes next) {
    bus.reply(
        RequestType.KEY_STATE,
        new KeyReply.State(
            "i",
            "k",
            "file",
            List.of(),
            new KeyReply.InstallationRotation("r0", to, "file", "file", List.of("this"))));
    bus.answer(
        RequestType.KEY_SERVICE_KEY,
        request -> {
          KeyRequest.ServiceKey asked = (KeyRequest.ServiceKey) request;
          return new Answered<>(
              new KeyReply.HandedOut(2, 1L),
              null,
              SealedBox.seal(Hex.decode(asked.recipient()), next));
        });
    bus.answer(
        RequestType.KEY_FORMER_SERVICE_KEY,
        request -> {
          KeyRequest.FormerServiceKey asked = (KeyRequest.FormerServiceKey) request;
          return new Answered<>(
              new KeyReply.HandedOut(1),
              null,
              SealedBox.seal(Hex.decode(asked.recipient()), secret));
        });
  }

  private void handOut(SecretBytes key) {
    bus.answer(
        RequestType.KEY_SERVICE_KEY, request -> handedOut((KeyRequest.ServiceKey) request, key));
  }

  private static Answered<?> handedOut(KeyRequest.ServiceKey request, SecretBytes key) {
    return new Answered<>(
        new KeyReply.HandedOut(1), null, SealedBox.seal(Hex.decode(request.recipient()), key));
  }
}
