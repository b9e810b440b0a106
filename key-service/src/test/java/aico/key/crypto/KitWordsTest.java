package aico.key.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.SecretBytes;
import aico.key.RecoveryKit.Reading;
import java.lang.foreign.ValueLayout;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person gives back of the kit of 32 bytes 00: 23 times abandon, then art. */
class KitWordsTest {
  private static final String WORDS = "abandon ".repeat(23) + "art";

  private final String kit;

  KitWordsTest() {
    try (SecretBytes zeros = SecretBytes.allocate(32);
        SecretBytes text =
            new WordKit().text(zeros, "owner", "ab".repeat(16), LocalDate.of(2026, 11, 1))) {
      kit = new String(text.segment().toArray(ValueLayout.JAVA_BYTE), UTF_8);
    }
  }

  @Test
  void theKitAsItWasGiven_isRead_whateverStandsAroundIt() {
    assertRead(kit);
    assertRead("Keep this!\n\nMaster password:\n\n    lusab-babad-gutih\n\n" + kit + "\n2026.\n");
    assertRead(kit.replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n", "\t", ",", ", ", "\r\n", "  -  "})
  void bareWords_areRead_whateverStandsBetweenThem(String between) {
    assertRead(WORDS.replace(" ", between));
    assertRead(" " + WORDS.replace(" ", between) + "\n");
  }

  @Test
  void capitals_doNotMatter() {
    assertRead(WORDS.toUpperCase(Locale.ROOT));
  }

  @Test
  void numberedWords_countInTheirPlace() {
    StringBuilder backwards = new StringBuilder("24. art\n");
    for (int i = 23; i > 0; i--) {
      backwards.append(i).append(".\tabandon\n");
    }
    assertRead(backwards.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' 7. abandon' | ' 7. abandom' | word 7: not a word of the list",
        "' 7. abandon' | ' 7. aband0n' | word 7: not a word of the list",
        "' 7. abandon' | ' 7. abandonned' | word 7: not a word of the list",
        "' 7. abandon' | ' 7. ' | word 7: missing",
        "' 7. abandon' | ' 6. abandon' | word 6: stands there twice",
        "'24. art' | '25. art' | word 25: too many (expected: 24)",
        "'24. art' | '24. zoo' | 'checksum: does not match: a word is wrong, or words are exchanged'",
      })
  void aFaultInAKit_isNamedByTheWordsNumber(String from, String to, String fault) {
    assertThat(kit).contains(from);
    assertMistyped(kit.replace(from, to), fault);
  }

  @Test
  void aFaultInBareWords_isNamed() {
    assertMistyped("", "words: 0 (expected: 24)");
    assertMistyped("\0\1\2 123 !?", "words: 0 (expected: 24)");
    assertMistyped("abandon", "words: 1 (expected: 24)");
    assertMistyped(WORDS + " art", "word 25: too many (expected: 24)");
    assertMistyped(WORDS.replace(" art", " abandon"), "checksum");
    assertMistyped("a very different letter", "word 1: not a word of the list");
    assertMistyped("é".repeat(24), "words: 0 (expected: 24)");
  }

  @Test
  void everyTruncation_isMistyped() {
    for (int size = 0; size < WORDS.length(); size++) {
      assertMistyped(WORDS.substring(0, size), "");
    }
    for (int size = 0; size < kit.indexOf("24. art") + 7; size++) {
      assertMistyped(kit.substring(0, size), "");
    }
  }

  @Test
  void garbage_isMistyped() {
    long seed = 20261101;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] garbage = new byte[random.nextInt(2048)];
      random.nextBytes(garbage);
      try (SecretBytes text = SecretBytes.copyOfAndWipe(garbage)) {
        assertThat(new WordKit().read(text))
            .as("seed %d", seed)
            .isInstanceOf(Reading.Mistyped.class);
      }
    }
  }

  private static void assertRead(String given) {
    try (SecretBytes text = SecretBytes.copyOfAndWipe(given.getBytes(UTF_8));
        SecretBytes zeros = SecretBytes.allocate(32)) {
      assertThat(new WordKit().read(text))
          .as(given)
          .isInstanceOfSatisfying(
              Reading.Secret.class,
              read -> {
                assertThat(read.secret().constantTimeEquals(zeros)).isTrue();
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
