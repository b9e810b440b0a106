package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import aico.vault.CheckView;
import aico.vault.Outcome;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.storage.FileRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ciphertext that is damaged, odd, or much. */
class CipherFaultsIT {
  private static final VaultName DIARY = new VaultName("diary");

  /** A vault of a hundred folders with a thousand files each is made from the first of them. */
  private static final String MULTIPLY =
      """
      cd "$1" && set -- $(ls -d */ */*/ | grep /.*/ | sort) && first=$(ls -d "$@" \
        | while read -r d; do [ "$(ls "$d" | wc -l)" -gt 100 ] && echo "$d"; done)
      for folder in "$@"; do
        [ "$folder" = "$first" ] || cp -rT "$first" "$folder"
      done
      """;

  @TempDir private Path folder;
  private TestHome home;
  private Path files;

  @BeforeEach
  void start() throws IOException {
    home = new TestHome(folder);
    home.create("diary");
    files = home.files("diary");
    Files.writeString(files.resolve("page"), "kept");
  }

  @AfterEach
  void stop() {
    home.close();
  }

  @Test
  void dirivOfOneFolder_empty_hidesThatFolder_andNoOther() throws IOException {
    Path broken = Files.createDirectory(files.resolve("broken"));
    Files.writeString(broken.resolve("page"), "hidden");
    Path iv = newestDiriv();
    home.unmount("diary");
    empty(iv);
    assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
    assertThat(files.resolve("page")).hasContent("kept");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Files.readString(broken.resolve("page")));
    assertThat(home.state("diary")).isEqualTo(VaultState.MOUNTED);
  }

  @Test
  void dirivOfTheWhole_empty_isRefused_andNothingIsChanged() throws IOException {
    home.unmount("diary");
    Path iv = home.layout("diary").cipher().resolve("gocryptfs.diriv");
    byte[] before = Files.readAllBytes(iv);
    long entries = entries();
    empty(iv);
    assertThat(home.mount("diary")).isInstanceOf(Outcome.Refused.class);
    assertThat(home.state("diary")).isIn(VaultState.LOCKED, VaultState.DAMAGED);
    assertThat(home.pid("diary")).isEqualTo(-1);
    assertThat(entries()).isEqualTo(entries);
    Files.write(iv, before);
    assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
    assertThat(files.resolve("page")).hasContent("kept");
  }

  @Test
  void fileName_thatIsNoText_isKept() {
    String odd = "cd \"$1\" && printf odd > $'odd-\\xff\\xfe'";
    TestUser.run("bash", "-c", odd, "-", files.toString());
    home.unmount("diary");
    home.mount("diary");
    assertThat(
            TestUser.run("bash", "-c", "cat \"$1\"/$'odd-\\xff\\xfe'", "-", files.toString())
                .output())
        .isEqualTo("odd");
  }

  @Test
  void aHundredThousandFiles_areLockedSealedCheckedAndThere() throws IOException {
    TestUser.run(
        "bash",
        "-c",
        "cd \"$1\" && mkdir $(seq -f f%g 100) && cd f1 && touch $(seq 1000)",
        "-",
        files.toString());
    home.unmount("diary");
    awaitSealed();
    TestUser.run("bash", "-c", MULTIPLY, "-", home.layout("diary").cipher().toString());
    check(true);

    assertThat(home.mount("diary")).isInstanceOf(Outcome.Done.class);
    assertThat(
            TestUser.run("bash", "-c", "find \"$1\" -type f | wc -l", "-", files.toString())
                .output())
        .isEqualTo("100001");
    assertThat(files.resolve("f100/1000")).isEmptyFile();
    Files.writeString(files.resolve("f100/1000"), "written");
    assertThat(home.unmount("diary")).isInstanceOf(Outcome.Done.class);
    assertThat(home.pid("diary")).isEqualTo(-1);
    awaitSealed();
    CheckView whole = check(false);
    assertThat(Objects.requireNonNull(whole.look()).total()).isZero();
    assertThat(whole.total().files()).isGreaterThan(100_000);
  }

  private CheckView check(boolean accept) {
    home.vaults.check(DIARY, accept, TestHome.PERSON);
    return await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> home.vaults.checking(DIARY).orElseThrow(),
            view -> view.phase() == CheckView.Phase.DONE);
  }

  private void awaitSealed() {
    var entry = new FileRegistry(home.folder.resolve("registry")).load();
    await().atMost(Duration.ofMinutes(2)).until(() -> !home.manifests.isDue(entry.getFirst()));
  }

  private long entries() throws IOException {
    try (var inside = Files.list(home.layout("diary").cipher())) {
      return inside.count();
    }
  }

  private Path newestDiriv() throws IOException {
    try (var all = Files.walk(home.layout("diary").cipher())) {
      return all.filter(path -> path.endsWith("gocryptfs.diriv"))
          .max(Comparator.comparing(Path::getNameCount))
          .orElseThrow();
    }
  }

  private static void empty(Path file) throws IOException {
    TestUser.run("chmod", "u+w", file.toString());
    Files.write(file, new byte[0]);
  }
}
