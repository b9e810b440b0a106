package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteMarkTest {
  @ParameterizedTest
  @CsvSource({
    "abab, abab, true",
    "abab, xabab, true",
    "abab, ababx, true",
    "abab, abaabab, true",
    "abab, aba, false",
    "abab, '', false",
    "abab, abba-baba, false",
    "a, bca, true",
  })
  void finds(String mark, String whole, boolean found) {
    assertThat(new ByteMark(mark).isIn(whole.getBytes(StandardCharsets.UTF_8))).isEqualTo(found);
  }

  @Test
  void findsWhatAStringFinds_inBytesOfAllValues() {
    Random random = new Random(3);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] whole = new byte[random.nextInt(40)];
      for (int at = 0; at < whole.length; at++) {
        whole[at] = (byte) (random.nextInt(8) == 0 ? random.nextInt(256) : 'a' + random.nextInt(2));
      }
      boolean expected = new String(whole, StandardCharsets.ISO_8859_1).contains("aabab");
      assertThat(new ByteMark("aabab").isIn(whole)).isEqualTo(expected);
      found += expected ? 1 : 0;
    }
    assertThat(found).isBetween(1_000, 19_000);
  }
}
