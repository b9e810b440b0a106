package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedBoxTest {
  private final OneTimeKeyPair receiver = OneTimeKeyPair.generate();

  @AfterEach
  void close() {
    receiver.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 1024, SecretBytes.MAX_SIZE_BYTES})
  void seal_anySize_opensForTheReceiver(int sizeBytes) {
    try (SecretBytes secret = SecretBytes.random(sizeBytes)) {
      byte[] sealed = SealedBox.seal(receiver.publicKey(), secret);
      assertThat(sealed).hasSize(sizeBytes + SealedBox.OVERHEAD_BYTES);
      try (SecretBytes opened = receiver.open(sealed)) {
        assertThat(opened.constantTimeEquals(secret)).isTrue();
      }
    }
  }

  @Test
  void open_boxMadeByHandAsDocumented() {
    // Given an ephemeral pair, and the nonce as BLAKE2b-192 of both public keys
    byte[] ephemeralPublic = new byte[32];
    byte[] ephemeralSecret = new byte[32];
    CurveBox.keypair(ephemeralPublic, ephemeralSecret);
    Blake2bDigest digest = new Blake2bDigest(null, 24, null, null);
    digest.update(ephemeralPublic, 0, 32);
    digest.update(receiver.publicKey(), 0, 32);
    byte[] nonce = new byte[24];
    digest.doFinal(nonce, 0);
    byte[] text = "correct horse".getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[32 + text.length];
    System.arraycopy(text, 0, message, 32, text.length);
    byte[] box = new byte[message.length];
    CurveBox.box(box, message, message.length, nonce, receiver.publicKey(), ephemeralSecret);

    // When put together
    byte[] sealed = new byte[SealedBox.OVERHEAD_BYTES + text.length];
    System.arraycopy(ephemeralPublic, 0, sealed, 0, 32);
    System.arraycopy(box, 16, sealed, 32, box.length - 16);

    // Then
    try (SecretBytes opened = receiver.open(sealed)) {
      assertThat(opened.segment().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(text);
    }
  }

  @Test
  void open_anyByteAlteredOrCut_isRefused() {
    try (SecretBytes secret = SecretBytes.random(32)) {
      byte[] sealed = SealedBox.seal(receiver.publicKey(), secret);
      for (int at = 0; at < sealed.length; at++) {
        // X25519 ignores the top bit of the ephemeral key, the nonce does not.
        byte[] altered = sealed.clone();
        altered[at] ^= (byte) 0x80;
        assertThatThrownBy(() -> receiver.open(altered)).isInstanceOf(UnsealException.class);
        byte[] cut = Arrays.copyOf(sealed, at);
        assertThatThrownBy(() -> receiver.open(cut)).isInstanceOf(UnsealException.class);
      }
    }
  }

  @Test
  void open_boxForAnother_isRefused() {
    try (SecretBytes secret = SecretBytes.random(32);
        OneTimeKeyPair other = OneTimeKeyPair.generate()) {
      byte[] sealed = SealedBox.seal(other.publicKey(), secret);
      assertThatThrownBy(() -> receiver.open(sealed)).isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void open_lowOrderEphemeralKey_isRefused() {
    for (byte[] point : LowOrderPoints.all()) {
      byte[] sealed = Arrays.copyOf(point, 80);
      assertThatThrownBy(() -> receiver.open(sealed)).isInstanceOf(UnsealException.class);
    }
  }

  @Test
  void open_oversize_isRefusedBeforeMemoryIsTaken() {
    assertThatThrownBy(() -> receiver.open(new byte[SecretBytes.MAX_SIZE_BYTES + 49]))
        .isInstanceOf(UnsealException.class)
        .hasMessageContaining("expected: 48 to 65584");
  }

  @Test
  void open_afterClose_isRefused() {
    try (SecretBytes secret = SecretBytes.random(32)) {
      byte[] sealed = SealedBox.seal(receiver.publicKey(), secret);
      receiver.close();
      assertThatThrownBy(() -> receiver.open(sealed)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void seal_toLowOrderPoint_isRefused() {
    try (SecretBytes secret = SecretBytes.random(32)) {
      for (byte[] point : LowOrderPoints.all()) {
        assertThatThrownBy(() -> SealedBox.seal(point, secret)).isInstanceOf(SealException.class);
      }
      assertThatThrownBy(() -> SealedBox.seal(new byte[31], secret))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
