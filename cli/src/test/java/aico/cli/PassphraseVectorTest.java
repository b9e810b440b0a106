package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples of "A Proposal for Proquints" (arXiv:0901.4016), IPv4 addresses there. */
class PassphraseVectorTest {

  @ParameterizedTest
  @CsvSource({
    // 127.0.0.1, 63.84.220.193, 63.118.7.35
    "7f0000013f54dcc13f760723, lusab-babad-gutih-tugad-gutuk-bisog",
    // 140.98.193.141, 64.255.6.200, 128.30.52.45
    "8c62c18d40ff06c8801e342d, mudof-sakat-haguz-biram-mabiv-gibot",
    // 147.67.119.2, 212.58.253.68, 216.35.68.215
    "93437702d43afd44d82344d7, natag-lisaf-tibup-zujah-tobog-higil"
  })
  void write_ofKnownBytes_givesTheWordsOfThePaper(String hex, String words) {
    byte[] target = new byte[Passphrase.SIZE_BYTES];

    Passphrase.write(
        MemorySegment.ofArray(HexFormat.of().parseHex(hex)), MemorySegment.ofArray(target));

    assertThat(new String(target, StandardCharsets.US_ASCII)).isEqualTo(words);
  }
}
