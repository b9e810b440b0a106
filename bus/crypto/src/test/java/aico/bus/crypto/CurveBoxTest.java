package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveBoxTest {
  private final Random random = new Random(20261101);
  private final byte[] key = bytes(32);
  private final byte[] nonce = bytes(24);

  // Around Poly1305's and Salsa20's blocks, and around the limit beyond which memory is copied.
  @ParameterizedTest
  @ValueSource(
      ints = {32, 33, 47, 48, 49, 95, 96, 97, 544, 4128, 65535, 65536, 65537, 65600, 1_000_000})
  void secretbox_anyLength_agreesWithBouncyCastle(int length) {
    byte[] message = bytes(length);
    Arrays.fill(message, 0, 32, (byte) 0);
    byte[] box = new byte[length];
    assertThat(CurveBox.secretbox(box, message, length, nonce, key)).isZero();
    assertThat(box).isEqualTo(NaclOracle.secretbox(message, nonce, key));

    byte[] opened = new byte[length];
    assertThat(CurveBox.secretboxOpen(opened, box, length, nonce, key)).isZero();
    assertThat(opened).isEqualTo(message);

    box[31] ^= (byte) 0x80;
    Arrays.fill(opened, (byte) 0);
    assertThat(CurveBox.secretboxOpen(opened, box, length, nonce, key)).isEqualTo(-1);
    assertThat(opened).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000})
  void box_betweenTwoKeyPairs_opensOnlyForThem(int length) {
    byte[] alicePublic = new byte[32];
    byte[] aliceSecret = new byte[32];
    byte[] bobPublic = new byte[32];
    byte[] bobSecret = new byte[32];
    CurveBox.keypair(alicePublic, aliceSecret);
    CurveBox.keypair(bobPublic, bobSecret);
    byte[] message = bytes(length);
    Arrays.fill(message, 0, 32, (byte) 0);
    byte[] box = new byte[length];
    byte[] opened = new byte[length];

    assertThat(CurveBox.box(box, message, length, nonce, bobPublic, aliceSecret)).isZero();
    assertThat(CurveBox.open(opened, box, length, nonce, alicePublic, bobSecret)).isZero();
    assertThat(opened).isEqualTo(message);
    assertThat(CurveBox.open(opened, box, length, nonce, bobPublic, bobSecret)).isEqualTo(-1);
    for (byte[] point : LowOrderPoints.all()) {
      assertThat(CurveBox.box(box, message, length, nonce, point, aliceSecret)).isEqualTo(-1);
      assertThat(CurveBox.open(opened, box, length, nonce, point, bobSecret)).isEqualTo(-1);
    }
  }

  @Test
  void sameArrayAsSourceAndTarget_isFine() {
    byte[] message = bytes(500);
    Arrays.fill(message, 0, 32, (byte) 0);
    byte[] buffer = message.clone();
    assertThat(CurveBox.secretbox(buffer, buffer, buffer.length, nonce, key)).isZero();
    assertThat(buffer).isEqualTo(NaclOracle.secretbox(message, nonce, key));
    assertThat(CurveBox.secretboxOpen(buffer, buffer, buffer.length, nonce, key)).isZero();
    assertThat(buffer).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 31, 101, Integer.MAX_VALUE, Long.MAX_VALUE})
  void lengthThatTheArraysDoNotHave_isRefusedAndNothingIsTouched(long length) {
    byte[] source = bytes(100);
    byte[] target = new byte[100];
    assertThat(CurveBox.secretbox(target, source, length, nonce, key)).isEqualTo(-1);
    assertThat(CurveBox.secretboxOpen(target, source, length, nonce, key)).isEqualTo(-1);
    assertThat(CurveBox.box(target, source, length, nonce, key, key)).isEqualTo(-1);
    assertThat(CurveBox.open(target, source, length, nonce, key, key)).isEqualTo(-1);
    assertThat(target).containsOnly(0);
  }

  @Test
  void targetShorterThanLength_isRefused() {
    assertThat(CurveBox.secretbox(new byte[99], new byte[100], 100, nonce, key)).isEqualTo(-1);
    assertThat(CurveBox.secretboxOpen(new byte[99], new byte[100], 100, nonce, key)).isEqualTo(-1);
  }

  @Test
  void keysAndNoncesCutShort_areRefused() {
    byte[] source = new byte[100];
    byte[] target = new byte[100];
    byte[] small = new byte[31];
    byte[] smallNonce = new byte[23];
    assertThat(CurveBox.secretbox(target, source, 100, smallNonce, key)).isEqualTo(-1);
    assertThat(CurveBox.secretbox(target, source, 100, nonce, small)).isEqualTo(-1);
    assertThat(CurveBox.secretboxOpen(target, source, 100, nonce, small)).isEqualTo(-1);
    assertThat(CurveBox.box(target, source, 100, nonce, small, key)).isEqualTo(-1);
    assertThat(CurveBox.box(target, source, 100, nonce, key, small)).isEqualTo(-1);
    assertThat(CurveBox.open(target, source, 100, smallNonce, key, key)).isEqualTo(-1);
    assertThat(CurveBox.keypair(small, key.clone())).isEqualTo(-1);
    assertThat(CurveBox.beforenm(small, key, key)).isEqualTo(-1);
    byte[] shared = new byte[32];
    assertThat(CurveBox.beforenm(shared, small, key)).isEqualTo(-1);
    assertThat(shared).isNotEqualTo(new byte[32]);
  }

  @Test
  void whatFollowsAKeyOrNonce_doesNotCount() {
    byte[] message = bytes(100);
    Arrays.fill(message, 0, 32, (byte) 0);
    byte[] longKey = Arrays.copyOf(key, 384);
    byte[] longNonce = Arrays.copyOf(nonce, 40);
    byte[] box = new byte[100];
    assertThat(CurveBox.secretbox(box, message, 100, longNonce, longKey)).isZero();
    assertThat(box).isEqualTo(NaclOracle.secretbox(message, nonce, key));
    byte[] publicKey = new byte[40];
    byte[] secretKey = new byte[40];
    assertThat(CurveBox.keypair(publicKey, secretKey)).isZero();
    byte[] shared = bytes(40);
    byte[] behind = Arrays.copyOfRange(shared, 32, 40);
    assertThat(CurveBox.beforenm(shared, publicKey, secretKey)).isZero();
    assertThat(CurveBox.beforenm(shared, new byte[40], secretKey)).isEqualTo(-1);
    assertThat(shared).endsWith(behind);
    assertThat(CurveBox.open(message, box, 100, longNonce, longKey, secretKey)).isEqualTo(-1);
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
