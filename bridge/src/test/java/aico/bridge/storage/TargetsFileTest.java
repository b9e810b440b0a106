package aico.bridge.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bridge.BridgeException;
import aico.bridge.Filter;
import aico.bridge.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsFileTest {
  private static final String TARGET =
      """
      {"name":"loki","to":"otlp+https://loki.example.org","shape":"ecs","filter":"*/unknown","from":3,\
      "allow_private":false,"user":"","secret":false,"ca":false,"rotate_mib":64,"rotate_hours":168,"keep":7}\
      """;
  private static final String FILE =
      """
      {"version":1,"endpoint":"tcp://127.0.0.1:7410","server_key":"%s","targets":[%s]}\
      """
          .formatted("ab".repeat(32), TARGET);

  @TempDir Path folder;

  private TargetsFile.Content read(String content) throws IOException {
    Path file = Files.writeString(folder.resolve(TargetsFile.NAME), content);
    return TargetsFile.read(file).orElseThrow();
  }

  @Test
  void goodFile_isRead_andWithoutOneThereIsNothingToDo() throws IOException {
    TargetsFile.Content content = read(FILE);
    assertThat(content.endpoint()).isEqualTo("tcp://127.0.0.1:7410");
    assertThat(content.targets()).hasSize(1);
    assertThat(content.targets().getFirst().shape()).isEqualTo(Shape.ECS);
    assertThat(content.targets().getFirst().filter()).isEqualTo(Filter.ALL);
    assertThat(content.targets().getFirst().from()).isEqualTo(3);
    assertThat(TargetsFile.read(folder.resolve("none"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\":1|\"version\":2|version",
        "\"version\":1|\"version\":\"1\"|version",
        "\"endpoint\"|\"surprise\":1,\"endpoint\"|surprise",
        "tcp://127.0.0.1:7410|tcp://192.168.0.1:7410|endpoint",
        "abab|zzzz|server_key",
        "\"name\":\"loki\"|\"name\":\"../x\"|targets[0].name",
        "\"name\":\"loki\",|``|targets[0].name",
        "\"keep\":7|\"keep\":7,\"more\":1|targets[0].more",
        "\"keep\":7|\"keep\":0|keep",
        "\"rotate_mib\":64|\"rotate_mib\":99999999999|rotate_mib",
        "\"keep\":7|\"keep\":\"7\"|targets[0].keep",
        "\"from\":3|\"from\":-1|targets[0].from",
        "\"secret\":false|\"secret\":0|targets[0].secret",
        "\"shape\":\"ecs\"|\"shape\":\"xml\"|shape",
        "otlp+https|gopher|to",
        "otlp+https|https|secret_file",
        "\"user\":\"\"|\"user\":\"a:b\"|user",
        "\"user\":\"\"|\"user\":\"a\"|secret_file",
        "\"to\":|\"to\":\"x\",\"to\":|file"
      })
  void anythingElse_isRefused_andNamesTheField(String what, String by, String field) {
    assertThat(FILE).contains(what);
    assertThatThrownBy(() -> read(FILE.replace(what, by)))
        .isInstanceOfSatisfying(BridgeException.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void twins_andTooMany_areRefused() {
    assertThatThrownBy(() -> read(FILE.replace(TARGET, TARGET + "," + TARGET)))
        .hasMessageContaining("there twice");
    StringBuilder many = new StringBuilder(TARGET);
    for (int i = 0; i < TargetsFile.TARGETS_MAX; i++) {
      many.append(',').append(TARGET.replace("\"loki\"", "\"t" + i + "\""));
    }
    assertThatThrownBy(() -> read(FILE.replace(TARGET, many))).hasMessageContaining("at most 16");
  }

  @Test
  void cutShort_isRefused() {
    for (int length = 0; length < FILE.length(); length += 7) {
      String cut = FILE.substring(0, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(BridgeException.class);
    }
  }
}
