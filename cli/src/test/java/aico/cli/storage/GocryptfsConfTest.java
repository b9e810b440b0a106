package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which folders of another gocryptfs can be taken up, and why others cannot. */
class GocryptfsConfTest {
  private static final String GOOD =
      "{\"Creator\":\"gocryptfs 2.3\",\"Version\":2,\"FeatureFlags\":[\"HKDF\",\"DirIV\",\"EMENames\"]}";

  @TempDir private Path folder;

  @Test
  void whatGocryptfsMakes_canBe() throws IOException {
    Files.writeString(folder.resolve("gocryptfs.conf"), GOOD);
    assertThatNoException().isThrownBy(() -> GocryptfsConf.requireAdoptable(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"DirIV\" | \"PlaintextNames\" | -plaintextnames",
        "\"DirIV\" | \"FIDO2\" | FIDO2",
        "\"Version\":2 | \"Version\":3 | another version",
        "[ | {\"a\":[ | no JSON",
        "} | '' | no JSON",
        "FeatureFlags | Flags | damaged",
      })
  void otherwise_isRefusedWithTheReason(String old, String changed, String reason)
      throws IOException {
    Files.writeString(folder.resolve("gocryptfs.conf"), GOOD.replace(old, changed));
    assertThatThrownBy(() -> GocryptfsConf.requireAdoptable(folder))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining(reason);
  }

  @Test
  void plainFolders_reverseOnes_andOversizedFiles_areRefused() throws IOException {
    assertThatThrownBy(() -> GocryptfsConf.requireAdoptable(folder))
        .hasMessageContaining("no gocryptfs.conf");
    Files.writeString(folder.resolve("gocryptfs.conf"), GOOD + " ".repeat(70_000));
    assertThatThrownBy(() -> GocryptfsConf.requireAdoptable(folder))
        .hasMessageContaining("too large");
    Files.writeString(folder.resolve(".gocryptfs.reverse.conf"), GOOD);
    assertThatThrownBy(() -> GocryptfsConf.requireAdoptable(folder))
        .hasMessageContaining("-reverse");
  }
}
