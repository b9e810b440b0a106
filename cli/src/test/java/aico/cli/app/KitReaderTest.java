package aico.cli.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyRequest;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.Kits;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KitReaderTest {
  @TempDir Path folder;

  @Test
  void file_isReadAsItIs() throws IOException {
    Path file = folder.resolve("kit.txt");
    Files.writeString(file, " 1. abandon\n");

    try (SecretBytes kit = new KitReader().given(new Kits.FromFile(file)).orElseThrow()) {
      assertThat(new String(kit.segment().toArray(ValueLayout.JAVA_BYTE), UTF_8))
          .isEqualTo(" 1. abandon\n");
    }
  }

  @Test
  void file_missingEmptyOrTooLong_isUsageNamingTheOption() throws IOException {
    assertUsage(folder.resolve("none.txt"), "cannot be read");
    assertUsage(Files.createFile(folder.resolve("empty.txt")), "empty (expected: a recovery kit)");
    Path longer = folder.resolve("long.txt");
    Files.write(longer, new byte[KeyRequest.KIT_MAX_SIZE_BYTES + 1]);
    assertUsage(longer, "too long (expected: <= 2048 bytes)");
  }

  @Test
  void atTheTerminal_nothingIsGiven() {
    assertThat(new KitReader().given(new Kits.AskAtTerminal())).isEmpty();
  }

  @Test
  void words_areCounted_withNumbersAndWithout() {
    assertThat(wordsIn("")).isZero();
    assertThat(wordsIn(" \t 12. ")).isZero();
    assertThat(wordsIn("abandon ability able about")).isEqualTo(4);
    assertThat(wordsIn(" 1. Abandon  2. ability,able")).isEqualTo(3);
  }

  private static int wordsIn(String line) {
    return KitReader.wordsIn(MemorySegment.ofArray(line.getBytes(UTF_8)));
  }

  private static void assertUsage(Path file, String sentence) {
    assertThatThrownBy(() -> new KitReader().given(new Kits.FromFile(file)))
        .isInstanceOfSatisfying(
            CommandFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(ErrorCode.USAGE);
              assertThat(failed.field()).contains("--recovery-kit");
              assertThat(failed).hasMessageContaining(sentence);
            });
  }
}
