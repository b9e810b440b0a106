package aico.detect.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.detect.DetectException;
import aico.detect.Event;
import aico.detect.FieldTable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafReaderTest {
  private final FieldTable fields = new FieldTable();

  private Event read(String leaf) {
    return new LeafReader(fields).read(leaf.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void fields_areTakenByTheirPaths() {
    int deep = fields.id("a.b");
    int list = fields.id("list");
    int objects = fields.id("objects.name");
    int nothing = fields.id("nothing");
    Event event =
        read(
            "{\"sequence\":\"00000000000000000042\",\"producer\":\"cli\",\"time\":"
                + "\"2026-01-05T12:00:00.5+01:00\",\"data\":{\"a\":{\"b\":true,\"c\":[{\"b\":1}]},"
                + "\"list\":[3,4,[5]],\"objects\":[{\"name\":\"x\"},{\"name\":\"y\"}],"
                + "\"nothing\":null,\"other\":{\"a\":{\"b\":7}}}}");

    assertThat(event.sequence()).isEqualTo(42);
    assertThat(event.producer()).isEqualTo("cli");
    assertThat(event.time()).hasToString("2026-01-05T11:00:00.500Z");
    assertThat(event.value(deep)).isEqualTo("true");
    assertThat(event.value(list)).isEqualTo("3");
    assertThat(event.value(objects)).isEqualTo("x");
    assertThat(event.value(nothing)).isNull();
  }

  @Test
  void timeOfOcsf_goesBeforeTheEnvelopes() {
    Event event =
        read("{\"sequence\":\"1\",\"time\":\"2026-01-05T12:00:00Z\",\"data\":{\"time\":1000}}");

    assertThat(event.timeMs()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"sequence\":\"1\"}",
        "{\"sequence\":\"x\",\"time\":\"2026-01-05T12:00:00Z\"}",
        "{\"sequence\":\"1\",\"time\":\"soon\"}",
        "{\"sequence\":\"1\",\"time\":\"2026-01-05T12:00:00Z\",\"data\":{\"list\":[",
        "{\"sequence\":\"1\",\"time\":\"2026-01-05T12:00:00Z\",\"data\":{\"list\":[]}} \u0000x"
      })
  void garbage_isRefused(String leaf) {
    fields.id("list");

    if (leaf.endsWith("x")) {
      assertThat(read(leaf).sequence()).isEqualTo(1);
    } else {
      assertThatThrownBy(() -> read(leaf)).isInstanceOf(DetectException.class);
    }
  }
}
