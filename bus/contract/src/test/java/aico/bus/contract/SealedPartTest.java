package aico.bus.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedPartTest {
  private static final SealedPart ONE = new SealedPart("0a".repeat(16), "A".repeat(64));
  private static final SealedPart TWO = new SealedPart("0b".repeat(16), "b/+".repeat(22) + "==");

  @Test
  void read_whatWasWritten_isTheSame() {
    assertThat(SealedPart.read(SealedPart.text(List.of(ONE, TWO)))).containsExactly(ONE, TWO);
    assertThat(SealedPart.read("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "x:AAAA", "0a0a", "  ", "0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A:AAAA"})
  void read_whatIsNone_isPassedOver(String strange) {
    assertThat(SealedPart.read(strange + " " + SealedPart.text(List.of(ONE)))).containsExactly(ONE);
    assertThat(SealedPart.read(ONE.subject() + ":" + "A".repeat(2799))).isEmpty();
  }

  @Test
  void read_more_stopsAtTheLimit() {
    String text = SealedPart.text(Collections.nCopies(1000, ONE));
    assertThat(SealedPart.read(text)).hasSize(SealedPart.PARTS_MAX);
  }
}
