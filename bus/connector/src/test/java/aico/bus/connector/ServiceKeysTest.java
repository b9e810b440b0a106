package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
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

  private void handOut(SecretBytes key) {
    bus.answer(
        RequestType.KEY_SERVICE_KEY, request -> handedOut((KeyRequest.ServiceKey) request, key));
  }

  private static Answered<?> handedOut(KeyRequest.ServiceKey request, SecretBytes key) {
    return new Answered<>(
        new KeyReply.HandedOut(1), null, SealedBox.seal(Hex.decode(request.recipient()), key));
  }
}
