package aico.bus.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedTextTest {
  private static final String ANNA = "p-0123456789abcdef0123";

  @Test
  void pseudonym_isSeen_whereverItStands() {
    for (String text :
        new String[] {
          ANNA, "pp-" + ANNA, "p-0123" + ANNA, ANNA + "f", "0".repeat(64) + ANNA, "p" + ANNA + "\"}"
        }) {
      assertThat(SealedText.hasPseudonym(text.getBytes(UTF_8))).as(text).isTrue();
    }
    for (String text :
        new String[] {
          "", "p-", "p-0123456789abcdef012", "p-0123456789abcdef012g", "0".repeat(64)
        }) {
      assertThat(SealedText.hasPseudonym(text.getBytes(UTF_8))).as(text).isFalse();
    }
  }

  @Test
  void whatIsSeen_isWhatTheyAreReplacedBy() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String letters = "pp--0123456789abcdefx";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      while (random.nextInt(40) != 0) {
        if (random.nextInt(4) == 0) {
          text.append(ANNA, 0, random.nextInt(ANNA.length() + 1));
        } else {
          text.append(letters.charAt(random.nextInt(letters.length())));
        }
      }
      assertThat(SealedText.hasPseudonym(text.toString().getBytes(UTF_8)))
          .as("seed %d: %s", seed, text)
          .isEqualTo(!SealedText.pseudonyms(text.toString()).isEmpty());
    }
  }
}
