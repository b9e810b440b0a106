package aico.bus.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedNamesTest {
  private final BoxKeyPair pair = BoxKeyPair.of(SecretBytes.random(32));

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void open_whatWasSealed_isTheSame() {
    List<String> names = List.of("anna", "Größe", "日記", "a b");
    assertThat(SealedNames.open(pair, seal(names))).isEqualTo(names);
    assertThat(SealedNames.open(pair, seal(List.of()))).isEmpty();
  }

  @Test
  void seal_namesOfAnyUsualLength_areBoxesOfOneLength() {
    assertThat(seal(List.of("a"))).hasSize(64 + SealedBox.OVERHEAD_BYTES);
    assertThat(seal(List.of("a".repeat(63)))).hasSize(64 + SealedBox.OVERHEAD_BYTES);
    assertThat(seal(List.of("a".repeat(64)))).hasSize(128 + SealedBox.OVERHEAD_BYTES);
  }

  @Test
  void seal_aZeroInAName_doesNotMakeTwo() {
    assertThat(SealedNames.open(pair, seal(List.of("an\0na")))).containsExactly("an?na");
  }

  @Test
  void seal_moreThanFits_isRefused_andNotOpenedEither() {
    assertThatThrownBy(() -> seal(List.of("a".repeat(2048))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> seal(Collections.nCopies(33, "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertNotOpened("a\0".repeat(33).getBytes(UTF_8));
    assertNotOpened(("a".repeat(2048) + "\0").getBytes(UTF_8));
    assertThat(SealedNames.encode(Collections.nCopies(33, "a"))).hasSize(128);
  }

  @Test
  void open_whatIsNoNames_isRefused() {
    assertNotOpened("no end".getBytes(UTF_8));
    assertNotOpened(new byte[] {(byte) 0xc0, (byte) 0x80, 0});
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 47, 48, 111, 113})
  void open_cutOrLonger_isRefused(int sizeBytes) {
    byte[] sealed = seal(List.of("anna"));
    assertThatThrownBy(() -> SealedNames.open(pair, java.util.Arrays.copyOf(sealed, sizeBytes)))
        .isInstanceOf(UnsealException.class);
  }

  @Test
  void open_byAnotherPair_orAltered_isRefused() {
    byte[] sealed = seal(List.of("anna"));
    try (BoxKeyPair other = BoxKeyPair.of(SecretBytes.random(32))) {
      assertThatThrownBy(() -> SealedNames.open(other, sealed)).isInstanceOf(UnsealException.class);
    }
    sealed[sealed.length - 1] ^= 1;
    assertThatThrownBy(() -> SealedNames.open(pair, sealed)).isInstanceOf(UnsealException.class);
  }

  private byte[] seal(List<String> names) {
    return SealedNames.seal(pair.publicKey(), names);
  }

  private void assertNotOpened(byte[] content) {
    try (SecretBytes plain = SecretBytes.copyOfAndWipe(content)) {
      byte[] sealed = SealedBox.seal(pair.publicKey(), plain);
      assertThatThrownBy(() -> SealedNames.open(pair, sealed)).isInstanceOf(UnsealException.class);
    }
  }
}
