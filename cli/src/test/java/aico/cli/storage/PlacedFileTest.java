package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacedFileTest {
  private static final PlacedFile.Access PRIVATE = new PlacedFile.Access(null, null, "rw-------");

  @TempDir Path folder;
  private Path target;
  private PlacedFile files;

  @BeforeEach
  void makeFolders() throws IOException {
    Path staging = Files.createDirectory(folder.resolve("staging"));
    target = folder.resolve("target");
    files = new PlacedFile(staging);
  }

  @Test
  void place_setsContentAndMode_andLeavesNoDraft() throws IOException {
    files.place(target, bytes("one"), PRIVATE);

    assertThat(target).hasContent("one");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void place_putsAWrongModeRight() throws IOException {
    files.place(target, bytes("one"), PRIVATE);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-rw-"));

    files.place(target, bytes("one"), PRIVATE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
  }

  @Test
  void place_overASymbolicLink_replacesTheLink_notWhatItNames() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "untouched");
    Files.createSymbolicLink(target, precious);

    files.place(target, bytes("new"), PRIVATE);

    assertThat(Files.isSymbolicLink(target)).isFalse();
    assertThat(target).hasContent("new");
    assertThat(precious).hasContent("untouched");
  }

  @Test
  void place_overALinkToTheSameContent_stillReplacesIt() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "same");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
    Files.createSymbolicLink(target, other);

    files.place(target, bytes("same"), PRIVATE);

    assertThat(Files.isSymbolicLink(target)).isFalse();
  }

  @Test
  void place_intoAMissingFolder_isASentence() {
    assertThatThrownBy(() -> files.place(folder.resolve("no/where"), bytes("x"), PRIVATE))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("no/where: cannot be written");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
