package aico.key.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryWordsVectorTest {
  /** The checksum of english.txt as BIP-39 publishes it. */
  @Test
  void list_isThePublishedOne() throws IOException, GeneralSecurityException {
    try (InputStream list = RecoveryWords.class.getResourceAsStream("bip39-english.txt")) {
      assertThat(list).isNotNull();
      assertThat(Hex.encode(MessageDigest.getInstance("SHA-256").digest(list.readAllBytes())))
          .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
    }
  }

  /** The test vectors of 256 bits that BIP-39 refers to (trezor/python-mnemonic, vectors.json). */
  @ParameterizedTest
  @CsvSource({
    "00, abandon, art",
    "ff, zoo, vote",
    "7f, legal winner thank year wave sausage worth useful legal winner thank year wave sausage"
        + " worth useful legal winner thank year wave sausage worth, title",
    "80, letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount"
        + " doctor acoustic avoid letter advice cage absurd amount doctor acoustic, bless"
  })
  void text_publishedEntropy_givesThePublishedWords(String octet, String first, String last) {
    String expected = (first.contains(" ") ? first : (first + " ").repeat(23).strip()) + " " + last;
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(Hex.decode(octet.repeat(32)));
        SecretBytes kit = kit(secret);
        SecretBytes words = text(expected)) {
      assertThat(wordsOf(kit)).isEqualTo(expected);
      assertReadsAs(words, secret);
      assertReadsAs(kit, secret);
    }
  }

  @Test
  void text_randomSecret_readsBack() {
    try (SecretBytes secret = SecretBytes.random(32);
        SecretBytes kit = kit(secret);
        SecretBytes words = text(wordsOf(kit))) {
      assertReadsAs(words, secret);
      assertReadsAs(kit, secret);
    }
  }

  @Test
  void text_namesUserSlotAndDate() {
    try (SecretBytes secret = SecretBytes.random(32);
        SecretBytes kit = kit(secret)) {
      assertThat(plain(kit))
          .contains("USER    owner\n", "KEY ID  " + "ab".repeat(16), "DATE    2026-11-01")
          .hasLineCount(17);
    }
  }

  private static void assertReadsAs(SecretBytes text, SecretBytes expected) {
    assertThat(new WordKit().read(text))
        .isInstanceOfSatisfying(
            RecoveryKit.Reading.Secret.class,
            read -> {
              assertThat(read.secret().constantTimeEquals(expected)).isTrue();
              read.secret().close();
            });
  }

  private static SecretBytes kit(SecretBytes secret) {
    return new WordKit().text(secret, "owner", "ab".repeat(16), LocalDate.of(2026, 11, 1));
  }

  /** What a reader copies: the words behind the numbers. */
  private static String wordsOf(SecretBytes kit) {
    StringBuilder words = new StringBuilder();
    Matcher matcher = Pattern.compile("[0-9]+\\. ([a-z]+)").matcher(plain(kit));
    while (matcher.find()) {
      words.append(words.isEmpty() ? "" : " ").append(matcher.group(1));
    }
    return words.toString();
  }

  private static String plain(SecretBytes text) {
    return new String(text.segment().toArray(ValueLayout.JAVA_BYTE), US_ASCII);
  }

  private static SecretBytes text(String text) {
    return SecretBytes.copyOfAndWipe(text.getBytes(US_ASCII));
  }
}
