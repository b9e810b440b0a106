package aico.bus.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretPairTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "1, 0", "255, 1", "256, 1024", "2048, 1024"})
  void split_whatWasJoined_isBoth(int firstSize, int secondSize) {
    try (SecretBytes first = SecretBytes.random(firstSize);
        SecretBytes second = SecretBytes.random(secondSize);
        SecretBytes joined = SecretPair.join(first, second);
        SecretPair pair = SecretPair.split(joined)) {
      assertThat(joined.sizeBytes()).isEqualTo(2 + firstSize + secondSize);
      assertThat(pair.first().constantTimeEquals(first)).isTrue();
      assertThat(pair.second().constantTimeEquals(second)).isTrue();
    }
  }

  @Test
  void join_hasTheSizeFirst_theHigherByteInFront() {
    try (SecretBytes first = SecretBytes.copyOfAndWipe("a".repeat(258).getBytes(US_ASCII));
        SecretBytes second = SecretBytes.copyOfAndWipe("b".getBytes(US_ASCII));
        SecretBytes joined = SecretPair.join(first, second)) {
      assertThat(joined.at(0)).isEqualTo((byte) 1);
      assertThat(joined.at(1)).isEqualTo((byte) 2);
      assertThat(joined.at(259)).isEqualTo((byte) 'a');
      assertThat(joined.at(260)).isEqualTo((byte) 'b');
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0001", "ffff00", "000200"})
  void split_tooShortForWhatItSays_isRefused(String hex) {
    try (SecretBytes joined = SecretBytes.copyOfAndWipe(Hex.decode(hex))) {
      assertThatThrownBy(() -> SecretPair.split(joined)).isInstanceOf(MalformedPairException.class);
    }
  }
}
