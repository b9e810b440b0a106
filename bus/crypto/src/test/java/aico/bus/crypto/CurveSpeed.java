package aico.bus.crypto;

import com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Prints how fast JeroMQ's calls are, with no claim to be a benchmark: MB/s of boxing and opening
 * at some sizes, and calls per second of the handshake's scalar multiplication.
 *
 * <p>{@code java --enable-native-access=ALL-UNNAMED -cp target/classes:target/test-classes
 * aico.bus.crypto.CurveSpeed}
 */
final class CurveSpeed {
  private static final int[] SIZES = {64, 512, 4096, 65_500, 1_000_000};
  private static final long ROUND_NS = 500_000_000L;
  private static final int ROUNDS = 4;
  private static final int CALLS_BETWEEN_LOOKS = 64;

  private CurveSpeed() {}

  public static void main(String[] arguments) {
    byte[] publicKey = new byte[32];
    byte[] secretKey = new byte[32];
    byte[] key = new byte[32];
    byte[] nonce = new byte[24];
    curve25519xsalsa20poly1305.crypto_box_keypair(publicKey, secretKey);
    for (int size : SIZES) {
      byte[] message = new byte[32 + size];
      byte[] box = new byte[32 + size];
      int length = message.length;
      double boxed =
          perSecond(() ->
              curve25519xsalsa20poly1305.crypto_box_afternm(box, message, length, nonce, key));
      double opened =
          perSecond(() ->
              curve25519xsalsa20poly1305.crypto_box_open_afternm(message, box, length, nonce, key));
      System.out.printf(
          Locale.ROOT,
          "%,9d B: box %,6.0f MB/s, open %,6.0f MB/s%n",
          size,
          boxed * size / 1e6,
          opened * size / 1e6);
    }
    double shared =
        perSecond(() -> curve25519xsalsa20poly1305.crypto_box_beforenm(key, publicKey, secretKey));
    System.out.printf(Locale.ROOT, "beforenm: %,.0f/s%n", shared);
  }

  /** The best of some rounds, the first of which warm up. */
  private static double perSecond(IntSupplier call) {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      long calls = 0;
      while (System.nanoTime() - start < ROUND_NS) {
        for (int i = 0; i < CALLS_BETWEEN_LOOKS; i++) {
          if (call.getAsInt() != 0) {
            throw new AssertionError("refused");
          }
        }
        calls += CALLS_BETWEEN_LOOKS;
      }
      best = Math.max(best, calls * 1e9 / (System.nanoTime() - start));
    }
    return best;
  }
}
