package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.RecordCheck.Forged;
import aico.audit.RecordCheck.Malformed;
import aico.audit.RecordCheck.Sound;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCheckTest {
  private static final String SOUND =
      new String(Records.record("vault-service", 1), StandardCharsets.UTF_8);

  @Test
  void check_aSoundRecord_isSound() {
    assertThat(check(SOUND)).isEqualTo(new Sound());
    assertThat(check(SOUND.replace("\"n\":1", "\"n\":\"ü🎉\""))).isEqualTo(new Sound());
  }

  @Test
  void check_anotherPrincipalsSource_isForged() {
    assertThat(RecordCheck.check("auth-service", SOUND.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Forged());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-28T23:59:59Z",
        "2024-02-29T00:00:00.1Z",
        "2026-12-31T23:59:59.123456789Z",
        "2026-01-31T01:02:03+01:00"
      })
  void check_everyTimeOfTheStandard_isSound(String time) {
    assertThat(check(SOUND.replace("2026-11-23T22:03:04.000Z", time))).isEqualTo(new Sound());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-01T24:00:01Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.٣Z"
      })
  void check_noTime_isMalformed(String time) {
    assertThat(check(SOUND.replace("2026-11-23T22:03:04.000Z", time)))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        " {\"a\":1}",
        "{\"a\":1}x",
        "{\"a\":1} {\"b\":2}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "{/**/\"a\":1}",
        "{\"a\":\"\u0001\"}",
      })
  void check_noStrictJson_isMalformed(String record) {
    assertThat(check(record)).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"1.0\"|\"0.3\"",
        "\"1.0\"|1.0",
        "\"id-1\"|\"\"",
        "\"id-1\"|7",
        "\"specversion\"|\"producer\":\"x\",\"specversion\"",
        "\"specversion\"|\"sequence\":\"1\",\"specversion\"",
        "\"specversion\"|\"producerseq\":\"1\",\"specversion\"",
        "\"specversion\"|\"incarnation\":\"1\",\"specversion\"",
        "\"specversion\"|\"id\":\"twice\",\"specversion\"",
        "\"n\":1|\"n\":1,\"n\":2",
        "2026-11-23T22:03:04.000Z|yesterday",
        "\"type\"|\"typo\"",
        "\"data\"|\"datum\"",
      })
  void check_anotherShape_isMalformed(String part, String other) {
    assertThat(check(SOUND.replace(part, other))).isInstanceOf(Malformed.class);
  }

  @Test
  void check_bytesThatAreNoUtf8_areMalformed() {
    byte[] latin = SOUND.replace("id-1", "ü").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(RecordCheck.check("vault-service", latin)).isInstanceOf(Malformed.class);
    byte[] utf16 = SOUND.getBytes(StandardCharsets.UTF_16LE);
    assertThat(RecordCheck.check("vault-service", utf16)).isInstanceOf(Malformed.class);
  }

  @Test
  void check_tooLongOrTooDeep_isMalformed() {
    int room = RecordCheck.RECORD_MAX_BYTES - SOUND.length();
    assertThat(check(padded(room))).isEqualTo(new Sound());
    assertThat(check(padded(room + 1))).isInstanceOf(Malformed.class);
    String deep = "[".repeat(40) + "]".repeat(40);
    assertThat(check(SOUND.replace("\"n\":1", "\"n\":" + deep))).isInstanceOf(Malformed.class);
  }

  private static String padded(int bytes) {
    return SOUND.replace("\"more\":\"", "\"more\":\"" + "x".repeat(bytes));
  }

  /** A parser that guesses the encoding would take it. */
  @Test
  void check_anotherEncoding_isMalformed() {
    assertThat(RecordCheck.check("vault-service", SOUND.getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(Malformed.class);
  }

  /** Wherever in its eight bytes it stands. */
  @Test
  void check_oneByteThatIsNoUtf8_isMalformed() {
    byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
    for (int at = 1; at < sound.length; at++) {
      byte[] record = sound.clone();
      record[at] = (byte) 0xff;
      assertThat(RecordCheck.check("vault-service", record)).isInstanceOf(Malformed.class);
    }
  }

  private static RecordCheck.Verdict check(String record) {
    return RecordCheck.check("vault-service", record.getBytes(StandardCharsets.UTF_8));
  }
}
