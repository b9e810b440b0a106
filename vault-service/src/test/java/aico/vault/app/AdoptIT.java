package aico.vault.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.crypto.SecretBytes;
import aico.vault.Outcome;
import aico.vault.Outcome.Reason;
import aico.vault.RotationView;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.Vaults;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vaults that stock gocryptfs made, with a password of their own, are taken up. */
class AdoptIT {
  private static final VaultName LETTERS = new VaultName("letters");
  private static final String PASSWORD = "an old pässword";

  /** Any gocryptfs command with the password on standard input. */
  private static final String WITH_PASSWORD =
      "printf '%s\\n' \"$1\" | gocryptfs >/dev/null 2>&1 -q -nosyslog ";

  @TempDir private Path folder;
  private TestHome home;
  private Path disk;
  private Path cipher;

  @BeforeEach
  void start() throws IOException {
    home = new TestHome(folder);
    disk = Files.createDirectory(home.folder.resolve("disk"));
    cipher = Files.createDirectories(disk.resolve("letters/cipher"));
    stock("-init -scryptn 10 \"$2\"", cipher.toString());
    Path plain = Files.createDirectory(home.folder.resolve("plain"));
    stock("\"$2\" \"$3\"", cipher.toString(), plain.toString());
    Files.writeString(plain.resolve("first"), "dear");
    Files.createDirectories(plain.resolve("files/2019"));
    Files.writeString(plain.resolve("files/2019/second"), "yours");
    Files.createSymbolicLink(plain.resolve("link"), Path.of("files/2019/second"));
    TestUser.run("fusermount3", "-u", plain.toString());
  }

  @AfterEach
  void stop() {
    home.close();
  }

  @Test
  void adopt_keepsEveryFile_withoutCopying_underAKeyOfOurs() throws IOException {
    Map<String, Object> before = inodes();
    assertThat(adopt(home.vaults, PASSWORD)).isInstanceOf(Outcome.Done.class);
    assertWhole();
    assertThat(inodes().values()).containsAll(before.values());
    assertThat(home.trail.lines()).containsExactly("adopted letters", "mounted letters");

    home.unmount("letters");
    assertThat(stockOpens()).isFalse();
    home.restart();
    assertThat(home.mount("letters")).isInstanceOf(Outcome.Done.class);
    assertWhole();
    home.vaults.rotate(LETTERS, TestHome.PERSON);
    await()
        .until(
            () -> home.vaults.rotation(LETTERS).orElseThrow().phase() == RotationView.Phase.DONE);
    assertWhole();
  }

  @Test
  void adopt_wrongPassword_isDenied_andTheOldOneStillOpensIt() {
    assertThat(adopt(home.vaults, "another"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.DENIED);
              assertThat(refused.message()).contains("the password does not open it");
            });
    assertThat(home.vaults.list()).isEmpty();
    assertThat(stockOpens()).isTrue();
    assertThat(adopt(home.vaults, PASSWORD)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void adopt_ofWhatIsNoVault_orNotOurs_isRefused() throws IOException {
    Files.createDirectories(disk.resolve("empty/cipher"));
    assertThat(
            home.vaults.adopt(
                new VaultName("empty"), disk, "owner", secret(PASSWORD), TestHome.PERSON))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.message()).contains("no gocryptfs.conf"));
    assertThat(
            home.vaults.adopt(
                new VaultName("none"), disk, "owner", secret(PASSWORD), TestHome.PERSON))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.field()).isEqualTo("at"));
    TestUser.run("chown", "12345", cipher.toString());
    assertThat(adopt(home.vaults, PASSWORD))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.message()).contains("not vault-service's"));
    TestUser.run("chown", "0", cipher.toString());
  }

  @Test
  void adopt_endsAnywhere_losesNothing_andTheNextGoesOn() throws IOException {
    for (int step = 1; ; step++) {
      Interruption interruption = new Interruption(step);
      Vaults vaults = home.vaults(interruption);
      try {
        vaults.start();
        adopt(vaults, PASSWORD);
      } catch (Interruption.Crash crash) {
        // As if the process had ended.
      }
      boolean whole = !interruption.happened();
      home.restart();
      if (home.vaults.list().isEmpty()) {
        assertThat(adopt(home.vaults, PASSWORD))
            .as("step %d", step)
            .isInstanceOf(Outcome.Done.class);
      } else {
        home.mount("letters");
      }
      assertThat(home.state("letters")).as("step %d", step).isEqualTo(VaultState.MOUNTED);
      assertWhole();
      if (whole) {
        assertThat(step).isGreaterThan(10);
        return;
      }
      stop();
      TestUser.run("bash", "-c", "rm -rf \"$1\"/*", "-", home.folder.toString());
      start();
    }
  }

  private Outcome adopt(Vaults vaults, String password) {
    try (SecretBytes secret = secret(password)) {
      return vaults.adopt(LETTERS, disk, "owner", secret, TestHome.PERSON);
    }
  }

  private void assertWhole() {
    Path files = home.files("letters");
    assertThat(files.resolve("first")).hasContent("dear");
    assertThat(files.resolve("files/2019/second")).hasContent("yours");
    assertThat(files.resolve("link")).isSymbolicLink().hasContent("yours");
    assertThat(home.mountPoint("letters")).isDirectoryContaining("glob:**/files");
  }

  private Map<String, Object> inodes() throws IOException {
    Map<String, Object> inodes = new TreeMap<>();
    try (var all = Files.walk(cipher)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith("gocryptfs.conf")) {
          inodes.put(path.toString(), Files.getAttribute(path, "unix:ino"));
        }
      }
    }
    return inodes;
  }

  private boolean stockOpens() {
    try {
      stock("-fsck \"$2\"", cipher.toString());
      return true;
    } catch (IllegalStateException wrong) {
      return false;
    }
  }

  private static void stock(String arguments, String... more) {
    String[] command = new String[5 + more.length];
    System.arraycopy(
        new String[] {"bash", "-c", WITH_PASSWORD + arguments, "-", PASSWORD}, 0, command, 0, 5);
    System.arraycopy(more, 0, command, 5, more.length);
    TestUser.run(command);
  }

  private static SecretBytes secret(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    SecretBytes secret = SecretBytes.allocate(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, secret.segment(), 0, bytes.length);
    return secret;
  }
}
