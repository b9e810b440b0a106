package aico.vault.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.SecretBytes;
import aico.vault.Outcome;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.Vaults;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes between the steps of what puts other ciphertext in a vault's place, and right
 * after it was answered. The disk forgets what was not synced, by this service or by gocryptfs;
 * key-service's part is played by one that never forgets, so a key that was destroyed too early
 * shows.
 */
class PowerCutIT {
  private static final VaultName DIARY = new VaultName("diary");
  private static final List<String> PAGES = List.of("first", "second", "folder/third");

  @TempDir private Path folder;

  /** What is to be interrupted. */
  private interface Work {
    void run(Vaults vaults) throws Exception;
  }

  @Test
  void rotate_losesNothing_whereverThePowerGoes() throws Exception {
    int cuts = 0;
    // Every third of the moments that RotationIT takes one by one.
    for (int step = 2; ; step += 3) {
      try (CutDisk disk = disk(step);
          TestHome home = new TestHome(disk.root())) {
        home.create("diary");
        fill(home.files("diary"));
        home.vaults.stop();
        disk.sync();

        boolean whole = endsAt(home, step, PowerCutIT::rotate);
        disk.cut();

        try (TestHome next = home.afterPowerCut()) {
          next.mount("diary");
          assertThat(next.state("diary")).as("step %d", step).isEqualTo(VaultState.MOUNTED);
          assertFilled(next.files("diary"), step);
          if (step % 4 == 0) {
            rotate(next.vaults);
            assertFilled(next.files("diary"), step);
          }
        }
        if (whole) {
          assertThat(cuts).isGreaterThan(12);
          return;
        }
        cuts++;
      }
    }
  }

  @Test
  void create_isThere_orMadeByTheNextTry_whereverThePowerGoes() throws Exception {
    for (int step = 1; ; step += 2) {
      try (CutDisk disk = disk(step);
          TestHome home = new TestHome(disk.root())) {
        disk.sync();
        boolean whole =
            endsAt(home, step, vaults -> vaults.create(DIARY, null, "owner", TestHome.PERSON));
        disk.cut();

        try (TestHome next = home.afterPowerCut()) {
          boolean exists = !next.vaults.list().isEmpty();
          assertThat(exists || !whole).as("answered, and gone").isTrue();
          assertThat(exists ? next.mount("diary") : next.create("diary"))
              .as("step %d", step)
              .isInstanceOf(Outcome.Done.class);
          fill(next.files("diary"));
        }
        if (whole) {
          assertThat(step).isGreaterThan(24);
          return;
        }
      }
    }
  }

  /** On a disk of its own: what the service knows of the vault is not forgotten with it. */
  @Test
  void adopt_losesNothing_whereverThePowerGoes() throws Exception {
    for (int step = 1; ; step += 2) {
      try (CutDisk disk = disk(step);
          TestHome home = new TestHome(Files.createDirectory(folder.resolve("home" + step)))) {
        stockVault(disk.root());
        disk.sync();
        boolean whole = endsAt(home, step, vaults -> adopt(disk, vaults));
        disk.cut();

        try (TestHome next = home.afterPowerCut()) {
          Outcome outcome =
              next.vaults.list().isEmpty() ? adopt(disk, next.vaults) : next.mount("diary");
          assertThat(outcome).as("step %d", step).isInstanceOf(Outcome.Done.class);
          assertFilled(next.files("diary"), step);
        }
        if (whole) {
          assertThat(step).isGreaterThan(10);
          return;
        }
      }
    }
  }

  private CutDisk disk(int step) throws IOException {
    return CutDisk.below(Files.createDirectory(folder.resolve("step" + step)));
  }

  /** Whether it came to its end before the step. */
  private static boolean endsAt(TestHome home, int step, Work work) throws Exception {
    Interruption interruption = new Interruption(step);
    Vaults vaults = home.vaults(interruption);
    try {
      vaults.start();
      work.run(vaults);
    } catch (Interruption.Crash crash) {
      return false;
    }
    return !interruption.happened();
  }

  private static void rotate(Vaults vaults) throws InterruptedException {
    vaults.mount(DIARY, TestHome.PERSON);
    vaults.rotate(DIARY, TestHome.PERSON);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("rotate-diary")) {
        thread.join();
      }
    }
  }

  private static Outcome adopt(CutDisk disk, Vaults vaults) {
    byte[] password = "an old one".getBytes(UTF_8);
    try (SecretBytes secret = SecretBytes.copyOf(MemorySegment.ofArray(password))) {
      return vaults.adopt(DIARY, disk.root().resolve("other"), "owner", secret, TestHome.PERSON);
    }
  }

  private static void stockVault(Path folder) throws IOException {
    Path cipher = Files.createDirectories(folder.resolve("other/diary/cipher"));
    Path plain = Files.createDirectory(folder.resolve("plain"));
    String options = " >/dev/null 2>&1 -q -nosyslog ";
    String password = "echo an old one | gocryptfs" + options;
    TestUser.run("bash", "-c", password + "-init -scryptn 10 \"$1\"", "-", cipher.toString());
    TestUser.run(
        "bash", "-c", password + "\"$1\" \"$2\"", "-", cipher.toString(), plain.toString());
    fill(plain);
    TestUser.run("fusermount3", "-u", plain.toString());
  }

  private static void fill(Path files) throws IOException {
    Files.createDirectories(files.resolve("folder"));
    for (String page : PAGES) {
      Files.writeString(files.resolve(page), page.repeat(5_000));
    }
  }

  private static void assertFilled(Path files, int step) {
    for (String page : PAGES) {
      assertThat(files.resolve(page)).as("step %d", step).hasContent(page.repeat(5_000));
    }
  }
}
