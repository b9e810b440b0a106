package aico.bus.crypto;

import static com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305.crypto_box;
import static com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305.crypto_box_afternm;
import static com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305.crypto_box_beforenm;
import static com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305.crypto_box_keypair;
import static com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305.crypto_box_open;
import static com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305.crypto_box_open_afternm;
import static com.neilalexander.jnacl.crypto.xsalsa20poly1305.crypto_secretbox;
import static com.neilalexander.jnacl.crypto.xsalsa20poly1305.crypto_secretbox_open;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;

/**
 * The known answers of NaCl 20110221, files {@code tests/box.c}, {@code box2.c}, {@code
 * secretbox.c} and their outputs, also printed in "Cryptography in NaCl" (D. J. Bernstein, 2009),
 * sections 2 to 10; through the names that JeroMQ calls.
 */
class CurveBoxVectorTest {
  private static final byte[] ALICE_SECRET =
      Hex.decode("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  private static final byte[] ALICE_PUBLIC =
      Hex.decode("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  private static final byte[] BOB_SECRET =
      Hex.decode("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  private static final byte[] BOB_PUBLIC =
      Hex.decode("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  private static final byte[] SHARED =
      Hex.decode("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
  private static final byte[] NONCE =
      Hex.decode("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
  private static final byte[] MESSAGE =
      padded(
          32,
          "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
              + "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
              + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde"
              + "048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864"
              + "5e0705");
  private static final byte[] BOX =
      padded(
          16,
          "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce"
              + "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
              + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
              + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
              + "7973f622a43d14a6599b1f654cb45a74e355a5");
  private static final int FIRST_MAC_BYTE = 16;
  private static final int MAC_BYTES = 16;

  @Test
  void publicKeys_areThoseOfTheSecretKeys() {
    byte[] computed = new byte[32];
    X25519.scalarMultBase(ALICE_SECRET, 0, computed, 0);
    assertThat(computed).isEqualTo(ALICE_PUBLIC);
    X25519.scalarMultBase(BOB_SECRET, 0, computed, 0);
    assertThat(computed).isEqualTo(BOB_PUBLIC);
  }

  @Test
  void box_knownAnswer() {
    byte[] box = new byte[BOX.length];
    assertThat(crypto_box(box, MESSAGE, MESSAGE.length, NONCE, BOB_PUBLIC, ALICE_SECRET)).isZero();
    assertThat(box).isEqualTo(BOX);
  }

  @Test
  void open_knownAnswer() {
    byte[] message = new byte[MESSAGE.length];
    assertThat(crypto_box_open(message, BOX, BOX.length, NONCE, ALICE_PUBLIC, BOB_SECRET)).isZero();
    assertThat(message).isEqualTo(MESSAGE);
  }

  @Test
  void beforenm_knownAnswer_onBothSides() {
    byte[] shared = new byte[32];
    assertThat(crypto_box_beforenm(shared, BOB_PUBLIC, ALICE_SECRET)).isZero();
    assertThat(shared).isEqualTo(SHARED);
    Arrays.fill(shared, (byte) 0);
    assertThat(crypto_box_beforenm(shared, ALICE_PUBLIC, BOB_SECRET)).isZero();
    assertThat(shared).isEqualTo(SHARED);
  }

  @Test
  void afternmAndSecretbox_knownAnswer() {
    byte[] box = new byte[BOX.length];
    assertThat(crypto_box_afternm(box, MESSAGE, MESSAGE.length, NONCE, SHARED)).isZero();
    assertThat(box).isEqualTo(BOX);
    byte[] again = new byte[BOX.length];
    assertThat(crypto_secretbox(again, MESSAGE, MESSAGE.length, NONCE, SHARED)).isZero();
    assertThat(again).isEqualTo(BOX);
  }

  @Test
  void openAfternmAndSecretboxOpen_knownAnswer() {
    byte[] message = new byte[MESSAGE.length];
    assertThat(crypto_box_open_afternm(message, BOX, BOX.length, NONCE, SHARED)).isZero();
    assertThat(message).isEqualTo(MESSAGE);
    byte[] again = new byte[MESSAGE.length];
    assertThat(crypto_secretbox_open(again, BOX, BOX.length, NONCE, SHARED)).isZero();
    assertThat(again).isEqualTo(MESSAGE);
  }

  @Test
  void open_anyBitOfTheMacFlipped_isRefusedByEveryFunction() {
    for (int at = FIRST_MAC_BYTE; at < FIRST_MAC_BYTE + MAC_BYTES; at++) {
      for (int bit = 0; bit < 8; bit++) {
        assertRefusedByAll(flipped(at, bit), "MAC byte " + (at - FIRST_MAC_BYTE));
      }
    }
  }

  @Test
  void open_anyByteOfTheCiphertextFlipped_isRefusedByEveryFunction() {
    for (int at = FIRST_MAC_BYTE + MAC_BYTES; at < BOX.length; at++) {
      assertRefusedByAll(flipped(at, at % 8), "byte " + at);
    }
  }

  @Test
  void open_anyTruncation_isRefused() {
    for (int length = 0; length < BOX.length; length++) {
      byte[] message = new byte[MESSAGE.length];
      assertThat(crypto_secretbox_open(message, BOX, length, NONCE, SHARED))
          .as("length %d", length)
          .isEqualTo(-1);
      assertThat(message).containsOnly(0);
    }
  }

  @Test
  void open_anotherKeyOrNonce_isRefused() {
    byte[] message = new byte[MESSAGE.length];
    byte[] otherNonce = NONCE.clone();
    otherNonce[23] ^= 1;
    byte[] otherKey = SHARED.clone();
    otherKey[0] ^= 1;
    assertThat(crypto_secretbox_open(message, BOX, BOX.length, otherNonce, SHARED)).isEqualTo(-1);
    assertThat(crypto_secretbox_open(message, BOX, BOX.length, NONCE, otherKey)).isEqualTo(-1);
    assertThat(crypto_box_open(message, BOX, BOX.length, NONCE, BOB_PUBLIC, BOB_SECRET))
        .isEqualTo(-1);
    assertThat(message).containsOnly(0);
  }

  @Test
  void lowOrderPublicKeys_areRefusedEverywhere() {
    for (byte[] point : LowOrderPoints.all()) {
      byte[] first = new byte[32];
      byte[] second = new byte[32];
      assertThat(crypto_box_beforenm(first, point, ALICE_SECRET)).isEqualTo(-1);
      assertThat(crypto_box_beforenm(second, point, ALICE_SECRET)).isEqualTo(-1);
      // Nobody knows the key that a caller gets who overlooks the answer.
      assertThat(first).isNotEqualTo(second).isNotEqualTo(new byte[32]);

      byte[] box = new byte[BOX.length];
      assertThat(crypto_box(box, MESSAGE, MESSAGE.length, NONCE, point, ALICE_SECRET))
          .isEqualTo(-1);
      assertThat(box).containsOnly(0);

      byte[] message = new byte[MESSAGE.length];
      assertThat(crypto_box_open(message, BOX, BOX.length, NONCE, point, BOB_SECRET)).isEqualTo(-1);
      assertThat(message).containsOnly(0);
    }
  }

  @Test
  void keypair_isRandomAndFits() {
    byte[] publicKey = new byte[32];
    byte[] secretKey = new byte[32];
    assertThat(crypto_box_keypair(publicKey, secretKey)).isZero();
    byte[] expected = new byte[32];
    X25519.scalarMultBase(secretKey, 0, expected, 0);
    assertThat(publicKey).isEqualTo(expected);
    byte[] another = new byte[32];
    assertThat(crypto_box_keypair(another, new byte[32])).isZero();
    assertThat(another).isNotEqualTo(publicKey);
  }

  private static void assertRefusedByAll(byte[] box, String what) {
    byte[] message = new byte[MESSAGE.length];
    assertThat(crypto_box_open(message, box, box.length, NONCE, ALICE_PUBLIC, BOB_SECRET))
        .as(what)
        .isEqualTo(-1);
    assertThat(crypto_box_open_afternm(message, box, box.length, NONCE, SHARED))
        .as(what)
        .isEqualTo(-1);
    assertThat(crypto_secretbox_open(message, box, box.length, NONCE, SHARED))
        .as(what)
        .isEqualTo(-1);
    assertThat(message).as(what).containsOnly(0);
  }

  private static byte[] flipped(int at, int bit) {
    byte[] box = BOX.clone();
    box[at] ^= (byte) (1 << bit);
    return box;
  }

  private static byte[] padded(int zeros, String digits) {
    byte[] content = Hex.decode(digits);
    byte[] whole = new byte[zeros + content.length];
    System.arraycopy(content, 0, whole, zeros, content.length);
    return whole;
  }
}
