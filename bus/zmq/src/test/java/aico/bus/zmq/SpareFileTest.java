package aico.bus.zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareFileTest {
  private static final int BYTES = 8 * 1024;

  @TempDir private Path folder;
  private Path file;
  private Path spareFile;
  private Path former;
  private SpareFile spare;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("state"), "first");
    spareFile = folder.resolve("state.spare");
    former = folder.resolve("state.former");
    spare = new SpareFile(file, BYTES);
  }

  private void replace(String content) throws IOException {
    spare.replace(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void setAside_isZeros_forTheOwnerAlone() throws IOException {
    spare.setAside();
    assertThat(spareFile).hasBinaryContent(new byte[BYTES]);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spareFile)))
        .isEqualTo("rw-------");
  }

  @Test
  void replace_leavesTheNewContent_andNothingOfTheFormer() throws IOException {
    spare.setAside();
    for (String content : new String[] {"second", "3", "a fourth that is longer"}) {
      replace(content);
      assertThat(file).hasContent(content);
      assertThat(spareFile).hasBinaryContent(new byte[BYTES]);
      assertThat(former).doesNotExist();
    }
  }

  @Test
  void replace_whereThereIsNoFileYet_makesIt() throws IOException {
    Files.delete(file);
    spare.setAside();
    replace("new");
    assertThat(file).hasContent("new");
    assertThat(spareFile).hasBinaryContent(new byte[BYTES]);
  }

  @Test
  void replace_withoutASpare_isRefused_andTheFileStays() {
    assertThatThrownBy(() -> replace("second")).hasMessage("no room is set aside for state");
    assertThat(file).hasContent("first");
  }

  /** Killed with the old file under two names. */
  @Test
  void crashBeforeTheExchange_leavesTheOldFile_andIsCleared() throws IOException {
    spare.setAside();
    Files.createLink(former, file);

    spare.setAside();
    assertThat(file).hasContent("first");
    assertThat(former).doesNotExist();
    assertThat(spareFile).hasBinaryContent(new byte[BYTES]);
  }

  /** Killed with the new file in its place and the old one not yet the spare. */
  @Test
  void crashInTheExchange_leavesTheNewFile_andTheOldBecomesTheSpare() throws IOException {
    Files.createLink(former, file);
    Files.delete(file);
    Files.writeString(file, "second");

    spare.setAside();
    assertThat(file).hasContent("second");
    assertThat(former).doesNotExist();
    assertThat(spareFile).hasBinaryContent(new byte[BYTES]);
  }

  @Test
  void spareThatIsTheFileItself_isNeverWrittenOver() throws IOException {
    Files.createLink(spareFile, file);
    assertThatThrownBy(() -> replace("second")).hasMessage("no room is set aside for state");
    assertThat(file).hasContent("first");

    Files.createLink(spareFile, file);
    spare.setAside();
    assertThat(file).hasContent("first");
    assertThat(spareFile).hasBinaryContent(new byte[BYTES]);
  }

  @Test
  void spareThatIsALink_isNotFollowed() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "theirs");
    Files.createSymbolicLink(spareFile, other);
    assertThatThrownBy(() -> replace("second")).isInstanceOf(IOException.class);
    spare.setAside();
    assertThat(other).hasContent("theirs");
    assertThat(file).hasContent("first");
  }
}
