package aico.bus.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  @Test
  void millis_ofWhatProducersWrite_isWhatTheJdkReads() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      Instant instant =
          Instant.ofEpochMilli(random.nextLong(-62_135_596_800_000L, 253_402_300_800_000L));
      String text = "%tFT%<tT.%<tLZ".formatted(instant.atOffset(ZoneOffset.UTC));
      assertThat(EventTime.millis(text)).as(text).isEqualTo(instant.toEpochMilli());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T22:03:04Z",
        "2026-11-23T22:03:04.123456789Z",
        "2026-11-23T22:03:04.123+02:00",
        "2024-02-29T23:59:59.999Z",
      })
  void millis_takesEveryForm(String text) {
    assertThat(EventTime.millis(text))
        .isEqualTo(OffsetDateTime.parse(text).toInstant().toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "2026-11-23",
        "2026-13-23T22:03:04.000Z",
        "2026-02-29T22:03:04.000Z",
        "2026-11-23T24:03:04.000Z",
        "2026-11-23T22:60:04.000Z",
        "2026-11-23T22:03:60.000Z",
        "2026-11-23 22:03:04.000Z",
        "2026-11-23T22:03:04.0x0Z",
        "+999999999-12-31T23:59:59.999Z",
      })
  void millis_refusesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> EventTime.millis(text)).isInstanceOf(DateTimeException.class);
    assertThat(EventTime.isOne(text)).isFalse();
  }
}
