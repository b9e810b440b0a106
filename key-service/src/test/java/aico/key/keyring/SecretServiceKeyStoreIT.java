package aico.key.keyring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.key.KeyStore;
import aico.key.KeyStoreContract;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretServiceKeyStoreIT extends KeyStoreContract {
  @TempDir Path home;

  private DesktopSession session;

  @BeforeEach
  void logIn() throws Exception {
    session = new DesktopSession(home);
  }

  @AfterEach
  void logOut() throws Exception {
    session.close();
  }

  @Override
  protected KeyStore store() {
    return new SecretServiceKeyStore(session.environment());
  }

  @Test
  void nobodyLoggedIn_isAFault() {
    assertThat(new SecretServiceKeyStore(Map.of()).fault())
        .hasValueSatisfying(f -> assertThat(f).contains("no desktop session"));
  }

  @Test
  void sessionThatEnded_isAFault() throws Exception {
    session.close();
    assertThat(store().fault())
        .hasValueSatisfying(f -> assertThat(f).contains("no Secret Service answers"));
  }

  @Test
  void keyring_onTheDisk_holdsNothingOfTheKey() throws IOException {
    try (SecretBytes key = SecretBytes.random(32)) {
      store().keep(ID, key);
      String digits = Hex.encode(key.segment().toArray(ValueLayout.JAVA_BYTE));
      List<Path> keyrings;
      try (Stream<Path> files = Files.walk(home)) {
        keyrings = files.filter(f -> f.toString().endsWith(".keyring")).toList();
      }
      assertThat(keyrings).isNotEmpty();
      for (Path keyring : keyrings) {
        assertThat(Files.readString(keyring, ISO_8859_1)).doesNotContain(digits);
      }
    }
  }

  /** The class for macOS and Windows, on the one backend of its library that there is here. */
  @Test
  void osKeyStore_onTheLibrarysLinuxBackend_keepsReadsAndRemoves() throws Exception {
    Process probe =
        session
            .builder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    OsKeyStoreProbe.class.getName()))
            .redirectErrorStream(true)
            .start();
    String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
    assertThat(probe.waitFor()).as(said).isZero();
    assertThat(said).contains("nothing, the same, refused, nothing\n");
  }

  @Test
  void osKeyStore_here_saysWhereItIs() {
    assertThat(new OsKeyStore(OsKeyStore.MACOS).fault()).contains("this is Linux");
    assertThat(new OsKeyStore(OsKeyStore.WINDOWS).fault()).contains("this is Linux");
  }
}
