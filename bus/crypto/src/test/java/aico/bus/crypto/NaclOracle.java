package aico.bus.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** NaCl's secretbox put together from Bouncy Castle's XSalsa20 and Poly1305. */
final class NaclOracle {
  private NaclOracle() {}

  /** {@code message} with 32 zero bytes in front; the box has 16. */
  static byte[] secretbox(byte[] message, byte[] nonce, byte[] key) {
    XSalsa20Engine cipher = new XSalsa20Engine();
    cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    byte[] box = new byte[message.length];
    cipher.processBytes(message, 0, message.length, box, 0);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(Arrays.copyOf(box, 32)));
    mac.update(box, 32, box.length - 32);
    mac.doFinal(box, 16);
    Arrays.fill(box, 0, 16, (byte) 0);
    return box;
  }
}
