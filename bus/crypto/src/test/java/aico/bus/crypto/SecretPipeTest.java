package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecretPipeTest {
  private static final byte[] KEY = {0x0a, (byte) 0xff, 0x00};

  @Test
  void child_readsTheHexLineAndThenTheEnd() throws Exception {
    try (SecretBytes key = SecretBytes.copyOfAndWipe(KEY.clone());
        SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
      assertThat(outputOf(pipe, "cat")).isEqualTo("0aff00\n");
    }
  }

  @Test
  void severalSecrets_areSeveralLines() throws Exception {
    try (SecretBytes key = SecretBytes.copyOfAndWipe(KEY.clone());
        SecretBytes empty = SecretBytes.allocate(0);
        SecretPipe pipe = SecretPipe.holdingHexLines(key, empty, key)) {
      assertThat(outputOf(pipe, "cat")).isEqualTo("0aff00\n\n0aff00\n");
    }
  }

  @Test
  void closedRightAfterStart_theChildStillReads() throws Exception {
    Process child;
    try (SecretBytes key = SecretBytes.copyOfAndWipe(KEY.clone());
        SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
      child = new ProcessBuilder("cat").redirectInput(pipe.redirect()).start();
    }
    assertThat(child.getInputStream().readAllBytes())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("0aff00\n");
    assertThat(child.waitFor()).isZero();
  }

  @Test
  void longestLine_fitsWithoutAReader() throws Exception {
    try (SecretBytes key = SecretBytes.random(2047);
        SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
      assertThat(outputOf(pipe, "wc", "-c").strip()).isEqualTo("4095");
    }
  }

  @Test
  void tooLong_isRefused() {
    try (SecretBytes key = SecretBytes.random(2048)) {
      assertThatThrownBy(() -> SecretPipe.holdingHexLines(key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("lines: 4097 bytes (expected: <= 4096)");
    }
  }

  @Test
  void anotherChild_inheritsNothing() throws Exception {
    try (SecretBytes key = SecretBytes.random(32);
        SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
      Process other =
          new ProcessBuilder("ls", "-l", "/proc/self/fd")
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String open = new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      Path end = Files.readSymbolicLink(pipe.readEnd());
      assertThat(open).contains("0 -> /dev/null").doesNotContain(end.toString());
    }
  }

  @Test
  void close_leavesNoDescriptorBehind() throws IOException {
    try (SecretBytes key = SecretBytes.random(32)) {
      Path end;
      Path name;
      try (SecretPipe pipe = SecretPipe.holdingHexLines(key)) {
        name = pipe.readEnd();
        end = Files.readSymbolicLink(name);
        assertThat(openPipes(end)).isEqualTo(1);
      }
      assertThat(openPipes(end)).isZero();
    }
  }

  private static long openPipes(Path end) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> pointsTo(descriptor, end)).count();
    }
  }

  private static boolean pointsTo(Path descriptor, Path end) {
    try {
      return Files.readSymbolicLink(descriptor).equals(end);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static String outputOf(SecretPipe pipe, String... command) throws Exception {
    Process child = new ProcessBuilder(command).redirectInput(pipe.redirect()).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(child.waitFor()).isZero();
    return output;
  }
}
