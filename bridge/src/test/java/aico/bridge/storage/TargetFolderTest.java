package aico.bridge.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bridge.BridgeException;
import aico.bridge.Cursor;
import aico.bridge.Events;
import aico.bridge.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFolderTest {
  @TempDir Path folder;

  @Test
  void cursor_isKept_andADamagedOneIsNoNewBeginning() throws IOException {
    TargetFolder target = new TargetFolder(folder);
    assertThat(target.cursor(9)).isEqualTo(new Cursor(9, ""));
    target.save(new Cursor(12, "id-11"));
    assertThat(new TargetFolder(folder).cursor(9)).isEqualTo(new Cursor(12, "id-11"));

    Path file = folder.resolve("cursor.json");
    for (String damage :
        new String[] {"", "{}", "{\"version\":2,\"next\":1,\"last_id\":\"\"}", "{\"version\":1}"}) {
      Files.writeString(file, damage);
      assertThatThrownBy(() -> target.cursor(9)).isInstanceOf(BridgeException.class);
    }
  }

  @Test
  void house_isKept() {
    TargetFolder target = new TargetFolder(folder);
    assertThat(target.read()).isEqualTo(House.EMPTY);
    House house = new House(Map.of("diary", true, "home", false), 17, "record.gap");
    target.save(house);
    assertThat(new TargetFolder(folder).read()).isEqualTo(house);
  }

  @Test
  void deadLetters_areCounted_readableToNobodyElse_andBounded() throws IOException {
    TargetFolder target = new TargetFolder(folder);
    assertThat(target.setAside(Events.plain(3), "HTTP 400: \"no\"\nthanks")).isTrue();
    assertThat(target.setAside(Events.plain(4), "HTTP 400")).isTrue();
    assertThat(new TargetFolder(folder).aside()).isEqualTo(2);
    Path dead = folder.resolve("dead.ndjson");
    assertThat(
            StateFile.JSON.readTree(Files.readAllLines(dead).getFirst()).at("/event/id").asText())
        .isEqualTo("id-3");
    assertThat(Files.getPosixFilePermissions(dead)).hasSize(2);

    try (var channel =
        java.nio.channels.FileChannel.open(dead, java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {'\n'}), TargetFolder.DEAD_MAX_BYTES - 1);
    }
    assertThat(target.setAside(Events.plain(5), "HTTP 400")).isFalse();
  }
}
