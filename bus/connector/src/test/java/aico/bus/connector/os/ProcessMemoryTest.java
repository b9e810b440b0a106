package aico.bus.connector.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
  @TempDir Path folder;

  @Test
  void thisProcess_hasOne() {
    assertThat(ProcessMemory.ofThisProcess().pssBytes()).isPresent();
  }

  @Test
  void line_isReadInBytes() throws IOException {
    Path rollup = folder.resolve("smaps_rollup");
    Files.writeString(rollup, "Rss:  200 kB\nPss:      103424 kB\nPss_Dirty: 7 kB\n");
    assertThat(new ProcessMemory(rollup).pssBytes()).hasValue(105906176);
  }

  @Test
  void absentOrStrangeFile_isEmpty() throws IOException {
    assertThat(new ProcessMemory(folder.resolve("none")).pssBytes()).isEmpty();
    Path strange = folder.resolve("strange");
    Files.writeString(strange, "Pss: many kB\n");
    assertThat(new ProcessMemory(strange).pssBytes()).isEmpty();
  }
}
