package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneTimeKeysTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final AtomicLong ids = new AtomicLong();
  private final OneTimeKeys keys =
      new OneTimeKeys(nanos::get, () -> String.format("%032x", ids.incrementAndGet()));

  @AfterEach
  void close() {
    keys.close();
  }

  @Test
  void sealedSecret_opensOnce() {
    OneTimeKey key = keys.create("cli");
    try (SecretBytes secret = SecretBytes.random(32)) {
      byte[] sealed = SealedBox.seal(Hex.decode(key.publicKey()), secret);
      try (SecretBytes opened = keys.open(key.keyId(), "cli", sealed)) {
        assertThat(opened.constantTimeEquals(secret)).isTrue();
      }
      assertRefused(key, "cli", sealed, ErrorCode.DENIED);
    }
  }

  @Test
  void anotherPrincipalsKey_isRefused_andStays() {
    OneTimeKey key = keys.create("cli");
    byte[] sealed = seal(key);

    assertRefused(key, "gateway", sealed, ErrorCode.DENIED);
    keys.open(key.keyId(), "cli", sealed).close();
  }

  @Test
  void alteredFrame_isRefused_andUsesTheKeyUp() {
    OneTimeKey key = keys.create("cli");
    byte[] sealed = seal(key);
    byte[] altered = sealed.clone();
    altered[40] ^= 1;

    assertRefused(key, "cli", altered, ErrorCode.USAGE);
    assertRefused(key, "cli", sealed, ErrorCode.DENIED);
  }

  @Test
  void shortFrame_isRefused() {
    assertRefused(keys.create("cli"), "cli", new byte[3], ErrorCode.USAGE);
  }

  @Test
  void expiredKey_isRefused() {
    OneTimeKey key = keys.create("cli");
    byte[] sealed = seal(key);
    nanos.addAndGet(Duration.ofSeconds(30).toNanos() + 1);

    assertRefused(key, "cli", sealed, ErrorCode.DENIED);
  }

  @Test
  void oneKeyTooMany_dropsThePrincipalsOldest() {
    List<OneTimeKey> created = new ArrayList<>();
    for (int i = 0; i <= OneTimeKeys.MAX_PER_PRINCIPAL; i++) {
      created.add(keys.create("cli"));
    }
    assertRefused(created.getFirst(), "cli", seal(created.getFirst()), ErrorCode.DENIED);
    keys.open(created.get(1).keyId(), "cli", seal(created.get(1))).close();
  }

  @Test
  void tooManyInTotal_isAnErrorWithAWaitingTime() {
    for (int i = 0; i < OneTimeKeys.MAX_IN_TOTAL; i++) {
      keys.create("p" + i / OneTimeKeys.MAX_PER_PRINCIPAL);
    }
    RequestFailed failed = catchThrowableOfType(RequestFailed.class, () -> keys.create("another"));
    assertThat(failed.code()).isEqualTo(ErrorCode.FAILED);
    assertThat(failed.retryAfterS()).hasValue(30);
    // A principal at its own limit still gets one: its oldest makes room.
    keys.create("p0");
  }

  private static byte[] seal(OneTimeKey key) {
    try (SecretBytes secret = SecretBytes.random(32)) {
      return SealedBox.seal(Hex.decode(key.publicKey()), secret);
    }
  }

  private void assertRefused(OneTimeKey key, String principal, byte[] sealed, ErrorCode code) {
    RequestFailed failed =
        catchThrowableOfType(RequestFailed.class, () -> keys.open(key.keyId(), principal, sealed));
    assertThat(failed).isNotNull();
    assertThat(failed.code()).isEqualTo(code);
  }
}
