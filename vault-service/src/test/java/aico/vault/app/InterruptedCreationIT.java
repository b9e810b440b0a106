package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import aico.vault.Outcome;
import aico.vault.VaultKeys;
import aico.vault.VaultName;
import aico.vault.VaultState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A creation that ends before and after each of its steps, on real gocryptfs. */
class InterruptedCreationIT {
  private static final VaultName DIARY = new VaultName("diary");

  @TempDir private Path folder;

  @Test
  void create_endsAnywhere_theNextTryMakesItWhole() throws IOException {
    int interrupted = 0;
    for (int step = 1; ; step++) {
      try (TestHome home = new TestHome(Files.createDirectory(folder.resolve("step" + step)))) {
        Interruption interruption = new Interruption(step);
        Throwable thrown =
            catchThrowable(
                () -> home.vaults(interruption).create(DIARY, null, "owner", TestHome.PERSON));
        home.restart();
        if (!(thrown instanceof Interruption.Crash)) {
          break;
        }
        interrupted++;
        assertWholeAfterNextTry(home, step);
      }
    }
    // Both sides of: claim, key, unmount, stage, init, mount, files, unmount, publish, record,
    // entry, and what the first mount does.
    assertThat(interrupted).isGreaterThan(24);
  }

  private static void assertWholeAfterNextTry(TestHome home, int step) throws IOException {
    boolean exists = home.vaults.list().stream().anyMatch(vault -> vault.name().equals(DIARY));
    Outcome outcome = exists ? home.mount("diary") : home.create("diary");
    assertThat(outcome).as("step %d", step).isInstanceOf(Outcome.Done.class);
    Files.writeString(home.files("diary").resolve("page"), "whole");
    home.unmount("diary");
    home.mount("diary");
    assertThat(home.state("diary")).isEqualTo(VaultState.MOUNTED);
    assertThat(home.files("diary").resolve("page")).hasContent("whole");
    assertThat(home.layout("diary").newCipher()).doesNotExist();
    assertThat(home.layout("diary").newMount()).doesNotExist();
  }

  /** A lost registry entry, or a folder brought from elsewhere: data is never overwritten. */
  @Test
  void create_overCiphertext_takesItUp_orRefusesWithAnotherKey() throws IOException {
    try (TestHome home = new TestHome(folder)) {
      home.create("diary");
      Files.writeString(home.files("diary").resolve("page"), "kept");
      home.unmount("diary");
      Path entry = folder.resolve("registry/diary.json");
      String kept = Files.readString(entry);
      Files.delete(entry);
      home.restart();

      String id = kept.replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
      VaultKeys.Answer right = home.keys.fetch("owner", id, 1);
      home.keys.replace(id);
      assertThat(home.create("diary"))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.message()).contains("cannot be taken up"));

      home.keys.put(id, right);
      assertThat(home.create("diary")).isInstanceOf(Outcome.Done.class);
      assertThat(home.files("diary").resolve("page")).hasContent("kept");
    }
  }
}
