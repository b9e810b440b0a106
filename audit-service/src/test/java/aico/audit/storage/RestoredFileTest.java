package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoredFileTest {
  private static final String HOME_ID = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  @Test
  void file_isReadOnce() throws IOException {
    RestoredFile file = new RestoredFile(folder);
    assertThat(file.read()).isEmpty();
    write(
        "{\"version\":1,\"home_id\":\"%s\",\"taken\":\"2026-11-24T09:30:00Z\"}".formatted(HOME_ID));

    assertThat(file.read())
        .contains(new RestoredFile.Restored(HOME_ID, Instant.parse("2026-11-24T09:30:00Z")));
    file.remove();

    assertThat(file.read()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"version\":2,\"home_id\":\"0123456789abcdef0123456789abcdef\",\"taken\":\"2026-11-24T09:30:00Z\"}",
        "{\"version\":1,\"home_id\":\"short\",\"taken\":\"2026-11-24T09:30:00Z\"}",
        "{\"version\":1,\"home_id\":\"0123456789abcdef0123456789abcdef\",\"taken\":\"yesterday\"}",
        "{\"version\":1,\"home_id\":\"0123456789abcdef0123456789abcdef\"}",
        "{\"version\":1,\"home_id\":\"0123456789abcdef0123456789abcdef\",\"taken\":\"2026-11-24T09:30:00Z\",\"more\":1}"
      })
  void garbage_isRefused_andStays(String content) throws IOException {
    write(content);

    assertThatThrownBy(() -> new RestoredFile(folder).read())
        .isInstanceOf(StateFileDamaged.class)
        .hasMessageContaining("restored.json");
    assertThat(folder.resolve("restored.json")).exists();
  }

  private void write(String content) throws IOException {
    Files.writeString(folder.resolve("restored.json"), content);
  }
}
