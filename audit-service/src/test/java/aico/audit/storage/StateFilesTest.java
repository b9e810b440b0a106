package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.Integrator;
import aico.audit.log.LogFolder;
import aico.audit.log.Vkey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFilesTest {
  private static final String KEY = "ab".repeat(32);
  @TempDir private Path folder;

  @Test
  void cursor_putAndRemoved_isKeptUntilThen() throws IOException {
    CursorFiles cursors = new CursorFiles(folder.resolve("cursors"));
    assertThat(cursors.next("integrator/siem")).isEmpty();
    cursors.put("integrator/siem", 42);
    assertThat(new CursorFiles(folder.resolve("cursors")).next("integrator/siem")).hasValue(42);
    assertThat(cursors.next("integrator/other")).isEmpty();
    assertThat(Files.readString(folder.resolve("cursors/integrator.siem"))).isEqualTo("1 42\n");
    cursors.remove("integrator/siem");
    cursors.remove("integrator/siem");
    assertThat(cursors.next("integrator/siem")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "42\n", "1 42", "1 -1\n", "1 99999999999999999999\n", "2 42\n"})
  void cursor_damagedOrNewer_isRefusedWithItsFile(String content) throws IOException {
    Files.writeString(folder.resolve("integrator.siem"), content);
    assertThatThrownBy(() -> new CursorFiles(folder).next("integrator/siem"))
        .isInstanceOf(StateFileDamaged.class)
        .hasMessageContaining("integrator.siem");
  }

  @Test
  void integrators_written_areReadBack() throws IOException {
    Path file = folder.resolve("integrators.json");
    IntegratorFile integrators = new IntegratorFile(file);
    assertThat(integrators.read()).isEmpty();
    List<Integrator> two =
        List.of(
            new Integrator("a", KEY, Instant.parse("2026-11-23T22:03:04Z"), false),
            new Integrator("b", KEY, Instant.parse("2026-11-23T22:03:05Z"), true, true));
    Files.writeString(
        file,
        "{\"version\":1,\"integrators\":[{\"name\":\"old\",\"public_key\":\"%s\",".formatted(KEY)
            + "\"created\":\"2026-11-23T22:03:04Z\"}]}");
    assertThat(integrators.read()).singleElement().matches(Integrator::identified);
    Files.writeString(
        file,
        "{\"version\":2,\"integrators\":[{\"name\":\"old\",\"public_key\":\"%s\",".formatted(KEY)
            + "\"created\":\"2026-11-23T22:03:04Z\",\"identified\":false}]}");
    assertThat(integrators.read())
        .singleElement()
        .matches(one -> !one.identified() && !one.suspended());
    assertThat(integrators.restored()).isEmpty();
    Files.copy(file, folder.resolve("integrators.json.restored"));
    assertThat(integrators.restored()).hasSize(1);
    integrators.restoredTaken();
    assertThat(folder.resolve("integrators.json.restored")).doesNotExist();
    integrators.write(two);
    assertThat(new IntegratorFile(file).read()).isEqualTo(two);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"version\":4,\"integrators\":[]}",
        "{\"version\":3,\"integrators\":[{\"name\":\"a\",\"public_key\":\"00\",\"created\":\"x\",\"identified\":true}]}",
        "{\"version\":2,\"integrators\":[{\"name\":\"a\",\"public_key\":\"00\",\"created\":\"x\"}]}",
        "{\"version\":1}",
        "{\"version\":1,\"integrators\":[],\"more\":1}",
        "{\"version\":1,\"integrators\":[{\"name\":\"../x\",\"public_key\":\"00\",\"created\":\"x\"}]}",
      })
  void integrators_damagedOrNewer_areRefusedWithTheirFile(String content) throws IOException {
    Path file = folder.resolve("integrators.json");
    Files.writeString(file, content);
    assertThatThrownBy(() -> new IntegratorFile(file).read())
        .isInstanceOf(StateFileDamaged.class)
        .hasMessageContaining("integrators.json");
  }

  @Test
  void logId_begunOnce_isKept() throws IOException {
    LogKeyFiles keys = new LogKeyFiles(folder, new LogFolder(folder.resolve("log")));
    assertThat(keys.logId(TestLogFiles.LOG_ID)).isEqualTo(TestLogFiles.LOG_ID);
    assertThat(keys.logId("f".repeat(32))).isEqualTo(TestLogFiles.LOG_ID);
    keys.keep(new byte[80], new Vkey(TestLogFiles.ORIGIN, new byte[32]));
    assertThat(keys.vkey().orElseThrow().name()).isEqualTo(TestLogFiles.ORIGIN);
    assertThat(keys.sealedKey()).hasValueSatisfying(k -> assertThat(k).hasSize(80));
    Files.delete(folder.resolve("log.json"));
    assertThatThrownBy(() -> keys.logId("f".repeat(32)))
        .isInstanceOf(StateFileDamaged.class)
        .hasMessageContaining("log.json: missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{\"version\":2,\"log_id\":\"x\"}", "{\"version\":1,\"log_id\":\"x\"}"})
  void logId_damagedOrNewer_isRefused(String content) throws IOException {
    Files.writeString(folder.resolve("log.json"), content);
    LogKeyFiles keys = new LogKeyFiles(folder, new LogFolder(folder.resolve("log")));
    assertThatThrownBy(() -> keys.logId(TestLogFiles.LOG_ID))
        .isInstanceOf(StateFileDamaged.class)
        .hasMessageContaining("log.json");
  }
}
