package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurveKeyTest {
  private static final String DIGITS =
      "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  private static final String PUBLIC =
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

  @TempDir Path folder;

  @Test
  void generate_publicKeyBelongsToTheSecretKey() {
    try (CurveKey key = CurveKey.generate()) {
      byte[] expected = new byte[32];
      X25519.scalarMultBase(key.secretKeyForSocket(), 0, expected, 0);
      assertThat(key.publicKey()).isEqualTo(expected);
    }
  }

  @Test
  void read_knownFile() throws IOException {
    Path file = file("aico-curve-key 1\n" + DIGITS + "\n");
    try (CurveKey key = CurveKey.read(file)) {
      assertThat(Hex.encode(key.publicKey())).isEqualTo(PUBLIC);
      assertThat(Hex.encode(key.secretKeyForSocket())).isEqualTo(DIGITS);
      assertThat(key).hasToString("CurveKey[" + PUBLIC + "]");
    }
  }

  @Test
  void write_isReadBackAndOnlyTheOwnerMayRead() throws IOException {
    Path file = folder.resolve("curve.key");
    try (CurveKey key = CurveKey.generate()) {
      key.write(file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("r--------");
      assertThat(Files.readString(file)).matches("aico-curve-key 1\n[0-9a-f]{64}\n");
      try (CurveKey back = CurveKey.read(file)) {
        assertThat(back.publicKey()).isEqualTo(key.publicKey());
        assertThat(back.secretKeyForSocket()).isEqualTo(key.secretKeyForSocket());
      }
    }
    assertOnly(file);
  }

  @Test
  void write_existingFile_isRefusedAndKept() throws IOException {
    Path file = file("precious");
    try (CurveKey key = CurveKey.generate()) {
      assertThatThrownBy(() -> key.write(file)).isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> key.write(folder.resolve("none/curve.key")))
          .isInstanceOf(NoSuchFileException.class);
    }
    assertThat(file).hasContent("precious");
    assertOnly(file);
  }

  @Test
  void write_overTheDraftOfAnInterruptedWrite_works() throws IOException {
    Path file = folder.resolve("curve.key");
    Path draft = folder.resolve(".curve.key." + ProcessHandle.current().pid());
    Files.writeString(draft, "half");
    try (CurveKey key = CurveKey.generate()) {
      key.write(file);
      try (CurveKey back = CurveKey.read(file)) {
        assertThat(back.publicKey()).isEqualTo(key.publicKey());
      }
    }
    assertOnly(file);
  }

  @ParameterizedTest
  @CsvSource({
    "'', version",
    "'garbage', version",
    "'aico-curve-key 2\n', version",
    "'aico-curve-key 10\n', version",
    "'aico-curve-key 1', version",
    "'aico-curve-key 1\n', secret_key",
    "'aico-curve-key 1\n" + DIGITS + "', secret_key",
    "'aico-curve-key 1\n" + DIGITS + " ', secret_key",
    "'aico-curve-key 1\n7707\n', secret_key",
    "'aico-curve-key 1\n77076D0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a\n',"
        + " secret_key",
    "'aico-curve-key 1\n7707.d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a\n',"
        + " secret_key",
    "'aico-curve-key 1\n" + DIGITS + "\n\n', file",
    "'aico-curve-key 1\n" + DIGITS + DIGITS + "\n', file",
  })
  void read_damaged_namesFileAndFieldAndNoSecret(String content, String field) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> CurveKey.read(file))
        .isInstanceOfSatisfying(
            CurveKeyException.class,
            thrown -> {
              assertThat(thrown.file()).isEqualTo(file);
              assertThat(thrown.field()).isEqualTo(field);
            })
        .hasMessageStartingWith(file + ": " + field + ": ")
        .hasMessageNotContaining("7707");
  }

  @Test
  void read_missing_namesTheFile() {
    Path file = folder.resolve("curve.key");
    assertThatThrownBy(() -> CurveKey.read(file))
        .isInstanceOf(CurveKeyException.class)
        .hasMessage(file + ": file: cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--r-----", "r-----r--", "rw--w----", "r-x------"})
  void read_openToOthers_isRefused(String mode) throws IOException {
    Path file = file("aico-curve-key 1\n" + DIGITS + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> CurveKey.read(file))
        .isInstanceOf(CurveKeyException.class)
        .hasMessage(file + ": mode: " + mode + " (expected: r--------)");
  }

  @Test
  void readOrCreate_createsOnceAndThenReads() throws IOException {
    Path file = folder.resolve("curve.key");
    try (CurveKey first = CurveKeygen.readOrCreate(file);
        CurveKey second = CurveKeygen.readOrCreate(file)) {
      assertThat(second.publicKey()).isEqualTo(first.publicKey());
    }
  }

  private Path file(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("curve.key"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    return file;
  }

  private void assertOnly(Path file) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
