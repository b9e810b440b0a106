package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Somebody had the disk in their hands. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckIT {
  /** gocryptfs' header, and two blocks of 4,096 bytes with their nonces and tags. */
  private static final long TWO_BLOCKS_BYTES = 18 + 2 * (4096 + 32);

  private final Suite suite = Suite.launched("a disk that was lent\n");

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void check_namesWhatAnotherHandCutShort_andTheOthersStayUsable() throws IOException {
    Path files = suite.vault("home");
    Files.writeString(files.resolve("letter"), "l".repeat(20_000));
    Files.writeString(files.resolve("kept"), "kept");
    long inode = (Long) Files.getAttribute(files.resolve("letter"), "unix:ino");
    assertThat(suite.aico("vault", "check", "home", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
    suite.aico("vault", "unmount", "home").ok();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            !suite.aico("vault", "check", "home", "--json").ok().json().get("since").isNull());
    suite.run("", List.of("cp", "-a", cipher().toString(), yesterday().toString())).ok();
    try (FileChannel cipher = FileChannel.open(ciphertext(inode), StandardOpenOption.WRITE)) {
      cipher.truncate(TWO_BLOCKS_BYTES);
    }

    assertThat(suite.aico("vault", "mount", "home").ok().err()).contains("READ-ONLY: 1 file is");
    assertThat(files.resolve("letter")).hasSize(2 * 4096); // gocryptfs sees nothing wrong
    JsonNode found = suite.aico("vault", "check", "home", "--json").exits(1).json();

    assertThat(found.at("/findings/0/path").asText()).isEqualTo(files.resolve("letter") + "");
    assertThat(found.get("findings")).hasSize(1);
    assertThat(suite.aico("vault", "check", "home").exits(1).out())
        .contains("All other files are whole", "--accept");
    assertThat(files.resolve("kept")).hasContent("kept");
    assertThat(suite.eventCodes()).contains("vault.checked", "vault.damage_found");

    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "check", "home", "--accept").ok();
    suite.aico("vault", "check", "home").ok();
    yesterdaysCiphertext_putBackAlone_isMountedReadOnly();
    assertThat(suite.aico("vault", "check", "nowhere").exits(2).err()).contains("nowhere");
  }

  /** Over a stop of the suite, as whoever has the disk would do it. */
  private void yesterdaysCiphertext_putBackAlone_isMountedReadOnly() throws IOException {
    suite.aico("down").ok();
    suite.run("", List.of("rm", "-r", cipher().toString())).ok();
    suite.run("", List.of("cp", "-aT", yesterday().toString(), cipher().toString())).ok();
    suite.aicoReading("a disk that was lent\n", "up", "--password-file", "-").ok();
    suite.aico("vault", "mount", "home").ok();

    Path letter = suite.vault("home").resolve("letter");
    assertThat(letter).hasSize(20_000);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Files.writeString(letter, "written"));
    assertThat(suite.aico("vault", "list", "--json").ok().json().at("/vaults/0/read_only"))
        .isEqualTo(BooleanNode.TRUE);
    assertThat(suite.aico("status").ok().out()).contains("READ-ONLY: 1 file is");
    assertThat(suite.aico("doctor", "--json").out()).contains("mounted read-only", "--accept");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> suite.aico("alerts", "--json").ok().out().contains("vault-damaged"));

    suite.aico("vault", "unmount", "home").ok();
    suite.aico("vault", "check", "home", "--accept").ok();
    suite.aico("vault", "mount", "home").ok();
    Files.writeString(letter, "written");
  }

  private Path cipher() {
    return suite.home().resolve("vaults/home/cipher");
  }

  private Path yesterday() {
    return suite.beside("yesterday");
  }

  private Path ciphertext(long inode) throws IOException {
    try (Stream<Path> all = Files.walk(cipher())) {
      for (Path path : all.toList()) {
        if ((Long) Files.getAttribute(path, "unix:ino") == inode) {
          return path;
        }
      }
    }
    throw new AssertionError("no ciphertext of inode " + inode);
  }
}
