package aico.bus.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashChainTest {
  private static final byte[] ZERO = new byte[HashChain.HASH_BYTES];

  /** FIPS 180-4 example of two blocks, its first 32 bytes in the place of the hash before. */
  @Test
  void add_fipsExample_givesItsDigest() {
    byte[] message = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".getBytes(US_ASCII);
    HashChain chain = new HashChain(java.util.Arrays.copyOf(message, 32), 64);
    chain.add(message, 32, message.length - 32);
    assertThat(Hex.encode(chain.current()))
        .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }

  @Test
  void add_itemsOfAllSizes_isAsTheJdkHasIt() throws NoSuchAlgorithmException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Random random = new Random(1);
    HashChain chain = new HashChain(ZERO, 1_000);
    byte[] expected = ZERO;
    for (int size = 0; size <= 1_000; size += 7) {
      byte[] item = new byte[size + 3];
      random.nextBytes(item);
      chain.add(item, 2, size);
      sha256.update(expected);
      sha256.update(item, 2, size);
      expected = sha256.digest();
      assertThat(chain.current()).isEqualTo(expected);
    }
  }

  @Test
  void wrongSizes_areRefused() {
    assertThatThrownBy(() -> new HashChain(new byte[31], 10))
        .hasMessage("hash: 31 bytes (expected: 32)");
    assertThatThrownBy(() -> new HashChain(ZERO, 10).add(new byte[11], 0, 11))
        .hasMessage("item: 11 bytes (expected: <= 10)");
    assertThatThrownBy(() -> new HashChain(ZERO, 10).add(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
