package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit.Reading;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Recovery shares as three people keep them and two give them back. */
class ShareWordsTest {
  private final SecretBytes secret = SecretBytes.random(32);
  private final List<String> shares = texts(secret);

  private static List<String> texts(SecretBytes secret) {
    return new WordShares()
        .texts(secret, "owner", "ab".repeat(16), LocalDate.of(2026, 11, 1)).stream()
            .map(text -> {
              try (text) {
                return new String(text.segment().toArray(JAVA_BYTE), UTF_8);
              }
            })
            .toList();
  }

  @AfterEach
  void close() {
    secret.close();
  }

  @Test
  void text_saysWhatItIs_andWordsWithNumbers() {
    assertThat(shares).hasSize(3);
    assertThat(shares.get(1))
        .startsWith("AICO RECOVERY SHARE 2 OF 3\n\nUSER    owner\nKEY ID  abab")
        .contains("DATE    2026-11-01", "\n 1. ", "\n25. ", "keys/owner.json");
    assertThat(shares).doesNotHaveDuplicates();
  }

  @Test
  void anyTwo_inAnyOrder_giveTheSecret() {
    for (int one = 0; one < 3; one++) {
      for (int other = 0; other < 3; other++) {
        if (one != other) {
          assertRead(shares.get(one) + shares.get(other));
          assertRead(bare(shares.get(one)) + " " + bare(shares.get(other)));
          assertRead(shares.get(one).toUpperCase(java.util.Locale.ROOT) + "\n" + shares.get(other));
        }
      }
    }
  }

  @Test
  void lessOrMoreThanTwo_orOneTwice_isMistyped() {
    assertMistyped(shares.get(0), "word 25: too many (expected: 24)");
    assertMistyped(bare(shares.get(0)), "word 25: too many (expected: 24)");
    assertMistyped(shares.get(0) + shares.get(0), "share 1: given twice");
    assertMistyped(
        shares.get(0) + shares.get(1) + shares.get(2), "recovery shares: 3 (expected: 2)");
    assertMistyped(
        shares.get(0) + shares.get(1).substring(0, 300), "share given as number 2: word");
  }

  @Test
  void aWrongWord_isFoundByTheChecksum_andNamedWithItsShare() {
    String wrong = shares.get(1).replaceFirst("(\\n 1\\. )[a-z]+", "$1zoo");
    if (!wrong.equals(shares.get(1))) {
      assertMistyped(shares.get(0) + wrong, "share given as number 2: checksum");
    }
    assertMistyped(
        shares.get(0) + shares.get(1).replaceFirst("(\\n 5\\. )[a-z]+", "$1aband0n"),
        "share given as number 2: word 5: not a word of the list");
  }

  @Test
  void sharesOfTwoSecrets_giveAnother() {
    try (SecretBytes foreign = SecretBytes.random(32);
        SecretBytes text =
            SecretBytes.copyOfAndWipe((shares.get(0) + texts(foreign).get(1)).getBytes(UTF_8))) {
      Reading.SharedSecret read = (Reading.SharedSecret) new WordKit().read(text);
      assertThat(read.secret().constantTimeEquals(secret)).isFalse();
      read.secret().close();
    }
  }

  /** Bits of number and checksum: every one counts. */
  @Test
  void everyFlippedBitOfTheWords_isMistyped() {
    try (SecretBytes share = SecretBytes.random(32);
        SecretBytes whole = ShareWords.bits(share, 2)) {
      for (int bit = 0; bit < ShareWords.WORDS * RecoveryWords.BITS_PER_WORD; bit++) {
        byte[] flipped = whole.segment().toArray(JAVA_BYTE);
        flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
        try (SecretBytes page = SecretBytes.allocate(WordPage.TEXT_LIMIT_BYTES);
            SecretBytes bits = SecretBytes.copyOfAndWipe(flipped)) {
          int end = WordPage.words(page.segment(), 0, bits.segment(), ShareWords.WORDS);
          String text =
              new String(page.segment().asSlice(0, end).toArray(JAVA_BYTE), UTF_8)
                  + shares.getFirst();
          assertMistyped(text, "share given as number 1: checksum");
        }
      }
    }
  }

  /**
   * FORMAT.md's vector, and the rule behind it: over GF(2^8) with x^8+x^4+x^3+x+1, share n of a
   * byte s is s + n*a.
   */
  @Test
  void split_isTheLineThatFormatDescribes() {
    try (SecretBytes known = SecretBytes.allocate(32)) {
      known.segment().fill((byte) 0x0e);
      List<SecretSplitter.Share> split = SecretSplitter.split(known, new Always((byte) 0x91));
      assertThat(hex(split.get(0))).isEqualTo("9f".repeat(32));
      assertThat(hex(split.get(1))).isEqualTo("37".repeat(32));
      assertThat(hex(split.get(2))).isEqualTo("a6".repeat(32));
      split.forEach(SecretSplitter.Share::close);
    }
    Random random = new Random(20261101);
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    try (SecretBytes any = SecretBytes.copyOfAndWipe(bytes.clone())) {
      List<SecretSplitter.Share> split = SecretSplitter.split(any, new Always((byte) 0xc5));
      for (SecretSplitter.Share share : split) {
        byte[] expected = bytes.clone();
        for (int i = 0; i < expected.length; i++) {
          expected[i] ^= (byte) times(0xc5, share.number());
        }
        assertThat(share.share().segment().toArray(JAVA_BYTE)).isEqualTo(expected);
        share.close();
      }
    }
  }

  private static int times(int a, int b) {
    int product = 0;
    for (int x = a, y = b; y > 0; y >>= 1) {
      product ^= (y & 1) == 1 ? x : 0;
      x = x << 1 ^ ((x & 0x80) != 0 ? 0x11b : 0);
    }
    return product;
  }

  private static final class Always extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte value;

    Always(byte value) {
      this.value = value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, value);
    }
  }

  private static String hex(SecretSplitter.Share share) {
    return java.util.HexFormat.of().formatHex(share.share().segment().toArray(JAVA_BYTE));
  }

  private static String bare(String text) {
    StringBuilder words = new StringBuilder();
    Pattern.compile("\\d+\\. ([a-z]+)")
        .matcher(text)
        .results()
        .forEach(word -> words.append(word.group(1)).append(' '));
    return words.toString();
  }

  private void assertRead(String given) {
    try (SecretBytes text = SecretBytes.copyOfAndWipe(given.getBytes(UTF_8))) {
      assertThat(new WordKit().read(text))
          .as(given)
          .isInstanceOfSatisfying(
              Reading.SharedSecret.class,
              read -> {
                assertThat(read.secret().constantTimeEquals(secret)).isTrue();
                read.secret().close();
              });
    }
  }

  private static void assertMistyped(String given, String fault) {
    try (SecretBytes text = SecretBytes.copyOfAndWipe(given.getBytes(UTF_8))) {
      assertThat(new WordKit().read(text))
          .as(given)
          .isInstanceOfSatisfying(
              Reading.Mistyped.class, read -> assertThat(read.fault()).startsWith(fault));
    }
  }
}
