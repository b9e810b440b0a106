package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLaunchFileTest {
  private static final String WORDS = "lusab-babad-gutih-tugad-gutuk-bisog";

  @TempDir Path root;
  private FirstLaunchFile file;

  @BeforeEach
  void makeHome() {
    HomeLayout home = new HomeLayout(root);
    new HomeTree(home).makeRoot(false);
    file = new FirstLaunchFile(home, null, null);
  }

  @Test
  void password_comesBack_withAndWithoutTheKit() throws IOException {
    try (SecretBytes password = secret(WORDS);
        SecretBytes kit = secret("the kit\n")) {
      file.write(password, null);
      try (SecretBytes read = file.password().orElseThrow()) {
        assertThat(read.constantTimeEquals(password)).isTrue();
      }
      file.write(password, kit);
      try (SecretBytes read = file.password().orElseThrow()) {
        assertThat(read.constantTimeEquals(password)).isTrue();
      }
    }
    Path written = root.resolve("first-launch.txt");
    assertThat(written).content().contains(WORDS).contains("the kit").contains("delete this file");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAGeneratedPassword_thereIsNone() {
    assertThat(file.exists()).isFalse();
    assertThat(file.password()).isEmpty();
    try (SecretBytes kit = secret("the kit\n")) {
      file.write(null, kit);
    }
    assertThat(file.exists()).isTrue();
    assertThat(file.password()).isEmpty();
  }

  @Test
  void recoveryKit_isPrivate_andNeverOverwrites() throws IOException {
    Path kitFile = root.resolve("kit.txt");
    try (SecretBytes kit = secret("the kit\n")) {
      RecoveryKitFile.requireAbsent(kitFile);
      RecoveryKitFile.write(kitFile, kit);
      assertThat(kitFile).hasContent("the kit\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kitFile)))
          .isEqualTo("rw-------");
      assertThatThrownBy(() -> RecoveryKitFile.write(kitFile, kit))
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("exists already");
      assertThatThrownBy(() -> RecoveryKitFile.requireAbsent(kitFile))
          .isInstanceOf(CommandFailed.class);
      assertThatThrownBy(() -> RecoveryKitFile.requireAbsent(root.resolve("no/kit.txt")))
          .isInstanceOf(CommandFailed.class);
    }
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOfAndWipe(text.getBytes(StandardCharsets.UTF_8));
  }
}
