package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageBoundTest {
  private static final int LAST = 0;
  private static final int MORE = 1;
  private static final int COMMAND = 2;

  private final byte[] key = new byte[32];
  private final byte[] nonce = new byte[24];

  @BeforeEach
  void forget() {
    MessageBound.takeRefused();
  }

  /** As JeroMQ opens a frame. */
  private boolean opens(byte[] sharedKey, int flags, int bytes) {
    byte[] plain = new byte[33 + bytes];
    plain[32] = (byte) flags;
    byte[] box = new byte[plain.length];
    assertThat(
            curve25519xsalsa20poly1305.crypto_box_afternm(
                box, plain, plain.length, nonce, sharedKey))
        .isZero();
    return curve25519xsalsa20poly1305.crypto_box_open_afternm(
            new byte[plain.length], box, box.length, nonce, sharedKey)
        == 0;
  }

  @Test
  void message_ofTheMostFrames_isTaken_oneMoreIsNot() {
    for (int message = 0; message < 3; message++) {
      for (int i = 1; i < MessageBound.FRAMES; i++) {
        assertThat(opens(key, MORE, 10)).isTrue();
      }
      assertThat(opens(key, LAST, 10)).isTrue();
    }
    assertThat(MessageBound.takeRefused()).isFalse();
    for (int i = 0; i < MessageBound.FRAMES; i++) {
      assertThat(opens(key, MORE, 0)).isTrue();
    }
    assertThat(opens(key, LAST, 0)).isFalse();
    assertThat(MessageBound.takeRefused()).isTrue();
    assertThat(MessageBound.takeRefused()).isFalse();
  }

  @Test
  void message_ofTheMostBytes_isTaken_oneMoreIsNot() {
    int quarter = MessageBound.BYTES / 4;
    for (int i = 0; i < 3; i++) {
      assertThat(opens(key, MORE, quarter)).isTrue();
    }
    assertThat(opens(key, LAST, quarter)).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(opens(key, MORE, quarter)).isTrue();
    }
    assertThat(opens(key, MORE, 1)).isFalse();
  }

  @Test
  void connections_areCountedApart_andCommandsNotAtAll() {
    byte[] equalKeyOfAnother = key.clone();
    for (int i = 0; i < MessageBound.FRAMES; i++) {
      assertThat(opens(key, MORE, 1)).isTrue();
      assertThat(opens(equalKeyOfAnother, MORE, 1)).isTrue();
      assertThat(opens(key, COMMAND, 1)).isTrue();
      assertThat(opens(key, MORE | COMMAND, 1)).isTrue();
    }
    assertThat(opens(equalKeyOfAnother, MORE, 1)).isFalse();
    assertThat(opens(key, MORE, 1)).isFalse();
  }

  @Test
  void boxThatDoesNotOpen_isNotCounted() {
    for (int i = 0; i < 2 * MessageBound.FRAMES; i++) {
      assertThat(
              curve25519xsalsa20poly1305.crypto_box_open_afternm(
                  new byte[60], new byte[60], 60, nonce, key))
          .isNotZero();
    }
    assertThat(MessageBound.takeRefused()).isFalse();
  }
}
