package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
  private static final String ID = "0f".repeat(16);

  @TempDir Path root;
  private HomeLayout home;
  private SessionFile file;

  @BeforeEach
  void makeHome() throws IOException {
    home = new HomeLayout(root);
    new HomeTree(home).makeRoot(false);
    Files.createDirectory(home.cli());
    file = new SessionFile(home, "owner", home.staging(), null, null);
  }

  @Test
  void session_comesBack_private_untilForgotten() throws IOException {
    assertThat(file.read()).isEmpty();
    try (SecretBytes secret = SecretBytes.random(SessionFile.SECRET_BYTES)) {
      file.write(ID, secret);
      try (SessionFile.Session session = file.read().orElseThrow()) {
        assertThat(session.id()).isEqualTo(ID);
        assertThat(session.secret().constantTimeEquals(secret)).isTrue();
      }
    }
    try (var files = Files.list(home.cli())) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(f ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f)))
                  .isEqualTo("rw-------"));
    }
    file.forget();
    assertThat(file.read()).isEmpty();
    assertThat(home.cli()).isEmptyDirectory();
  }

  @Test
  void session_isWrittenOutOfWhatWasSetAside_whereNoDraftCanBeMade() throws IOException {
    try (SecretBytes secret = SecretBytes.random(SessionFile.SECRET_BYTES)) {
      Reserve reserve = new Reserve(home.staging());
      reserve.fill();
      PlacedFile.Access access = new PlacedFile.Access(null, null, "rw-------");
      Path target = home.cli().resolve("session.secret");
      int written = 0;
      try {
        while (true) {
          new PlacedFile(home.staging())
              .write(target, secret.segment().asByteBuffer(), access, reserve);
          written++;
          assertThat(target).hasSize(SessionFile.SECRET_BYTES);
        }
      } catch (CommandFailed usedUp) {
        assertThat(usedUp).hasMessageContaining("nor any left that was set aside");
      }
      assertThat(written).isEqualTo(16);
      assertThat(home.staging()).isEmptyDirectory();

      file.write(ID, secret);
      file.forget();
      assertThat(home.staging().toFile().list()).hasSize(16);
    }
  }

  @Test
  void halfASession_isNone_aDamagedOneIsRefused() throws IOException {
    try (SecretBytes secret = SecretBytes.random(SessionFile.SECRET_BYTES)) {
      file.write(ID, secret);
    }
    Files.write(home.cli().resolve("session.secret"), new byte[5]);
    assertThatThrownBy(file::read)
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("session.secret: damaged");
    Files.delete(home.cli().resolve("session.secret"));
    assertThat(file.read()).isEmpty();
    Files.writeString(home.cli().resolve("session.json"), "{\"version\":9}");
    assertThatThrownBy(file::read)
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("newer build");
  }
}
