package aico.key.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.Argon2Context;
import aico.key.DerivationRefused;
import aico.key.FreeMemory;
import aico.key.PasswordDerivation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerivationQueueTest {
  private static final FreeMemory PLENTY = () -> Long.MAX_VALUE;
  private static final String SALT = "00".repeat(16);

  @ParameterizedTest
  @CsvSource({"MASTER, 1114111", "FILE, 327679", "AUTHENTICATION, 131071"})
  void derive_withTooLittleMemory_isRefusedAndNeverTried(Argon2Context context, long availableKib) {
    AtomicInteger calls = new AtomicInteger();
    PasswordDerivation inner =
        (c, secret, salt) -> {
          calls.incrementAndGet();
          return SecretBytes.allocate(32);
        };
    try (DerivationQueue queue = new DerivationQueue(inner, () -> availableKib);
        DerivationQueue enough = new DerivationQueue(inner, () -> availableKib + 1);
        SecretBytes secret = SecretBytes.allocate(1)) {
      assertThatThrownBy(() -> queue.derive(context, secret, SALT))
          .isInstanceOfSatisfying(
              DerivationRefused.class,
              refused -> assertThat(refused.reason()).isEqualTo(DerivationRefused.Reason.MEMORY))
          .hasMessageContaining(availableKib + " KiB");
      assertThat(calls).hasValue(0);
      enough.derive(context, secret, SALT).close();
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void derive_manyAtOnce_runsOneAndQueuesFewAndRefusesTheRest() {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    PasswordDerivation slow =
        (c, secret, salt) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          await(go);
          running.decrementAndGet();
          return SecretBytes.allocate(32);
        };
    int askers = DerivationQueue.WAITING_LIMIT + 4;
    List<CompletableFuture<Void>> all = new ArrayList<>();
    try (DerivationQueue queue = new DerivationQueue(slow, PLENTY);
        SecretBytes secret = SecretBytes.allocate(1)) {
      for (int i = 0; i < askers; i++) {
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    queue.derive(Argon2Context.FILE, secret, SALT).close();
                  } catch (DerivationRefused refused) {
                    assertThat(refused.reason()).isEqualTo(DerivationRefused.Reason.BUSY);
                    busy.incrementAndGet();
                  }
                },
                task -> Thread.ofVirtual().start(task)));
      }
      Awaitility.await().until(() -> busy.get() == 3);
      go.countDown();
      all.forEach(CompletableFuture::join);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void derive_realOne_takesTheMasterKeyOffTheQueue() {
    try (DerivationQueue queue = new DerivationQueue(new Argon2id(), PLENTY);
        SecretBytes secret = SecretBytes.random(32);
        SecretBytes one = queue.derive(Argon2Context.AUTHENTICATION, secret, SALT);
        SecretBytes other = queue.derive(Argon2Context.AUTHENTICATION, secret, SALT)) {
      assertThat(one.constantTimeEquals(other)).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
