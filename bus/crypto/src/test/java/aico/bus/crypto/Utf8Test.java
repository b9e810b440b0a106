package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void everyCodePoint_isValid() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        byte[] text = Character.toString(point).getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.isValid(MemorySegment.ofArray(text))).as("U+%04x", point).isTrue();
      }
    }
  }

  @Test
  void garbage_agreesWithTheJdk() {
    long seed = 20261101;
    Random random = new Random(seed);
    int[] leads = {0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
    for (int round = 0; round < 200_000; round++) {
      byte[] text = new byte[1 + random.nextInt(6)];
      random.nextBytes(text);
      text[random.nextInt(text.length)] = (byte) leads[random.nextInt(leads.length)];
      for (int i = 0; i < text.length; i++) {
        if (random.nextInt(3) == 0) {
          text[i] = (byte) (0x80 | random.nextInt(0x40));
        }
      }
      assertThat(Utf8.isValid(MemorySegment.ofArray(text)))
          .as("seed %d, round %d: %s", seed, round, Hex.encode(text))
          .isEqualTo(validForTheJdk(text));
    }
  }

  private static boolean validForTheJdk(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException invalid) {
      return false;
    }
  }
}
