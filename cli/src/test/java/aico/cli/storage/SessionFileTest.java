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
