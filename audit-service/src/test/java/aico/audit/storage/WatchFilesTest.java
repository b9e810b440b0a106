package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.WatchState;
import aico.detect.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchFilesTest {
  private static final String LOG_ID = "0123456789abcdef0123456789abcdef";
  @TempDir private Path folder;

  private WatchFiles open() {
    return new WatchFiles(folder, LOG_ID);
  }

  private WatchFiles saved() {
    WatchFiles files = open();
    assertThat(files.load()).isEmpty();
    files.profiles().changed(files.profiles().of("owner", 1_000));
    files.save(WatchState.begin(17));
    return files;
  }

  private static long firstSeen(WatchFiles files) {
    return files.profiles().of("owner", 2_000).lastMs();
  }

  @Test
  void stateAndProfiles_areThereAfterwards() {
    saved();
    WatchFiles again = open();

    assertThat(again.load()).map(WatchState::quietBelow).contains(17L);
    assertThat(firstSeen(again)).isEqualTo(1_000);
  }

  @Test
  void pagesThatACrashTook_areWrittenAgain() throws IOException {
    saved();
    Path profiles = folder.resolve("profiles");
    byte[] bytes = Files.readAllBytes(profiles);
    Arrays.fill(bytes, (byte) 0xa5);
    Files.write(profiles, bytes);
    WatchFiles again = open();

    assertThat(again.load()).isPresent();
    assertThat(firstSeen(again)).isEqualTo(1_000);
  }

  @Test
  void pageThatIsNotWhole_isAnEmptyOne() throws IOException {
    WatchFiles files = saved();
    // A second save leaves the page out of the state.
    files.save(WatchState.begin(18));
    Path profiles = folder.resolve("profiles");
    byte[] bytes = Files.readAllBytes(profiles);
    for (int i = 0; i < bytes.length; i += 100) {
      bytes[i] ^= 1;
    }
    Files.write(profiles, bytes);
    WatchFiles again = open();

    assertThat(again.load()).isPresent();
    assertThat(firstSeen(again)).isEqualTo(2_000);
  }

  @Test
  void stateThatIsNotWhole_isNone_andTakesTheProfilesAlong() throws IOException {
    saved();
    byte[] bytes = Files.readAllBytes(folder.resolve("state"));
    for (int cut : new int[] {0, 5, 11, 30, bytes.length - 4097, bytes.length - 1}) {
      Files.write(folder.resolve("state"), Arrays.copyOf(bytes, cut));
      assertThat(open().load()).as("cut to %d", cut).isEmpty();
      assertThat(folder.resolve("profiles")).doesNotExist();
    }
    for (int i = 0; i < bytes.length; i += 37) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 4;
      Files.write(folder.resolve("state"), flipped);
      assertThat(open().load()).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void stateOfAnotherLog_isNone() {
    saved();

    assertThat(new WatchFiles(folder, "f".repeat(32)).load()).isEmpty();
  }

  @Test
  void namesThatAreMadeUp_takeNeitherRoomNorThePlaceOfThePeople() throws IOException {
    WatchFiles files = open();
    Optional<WatchState> none = files.load();
    assertThat(none).isEmpty();
    Profile owner = files.profiles().of("owner", 0);
    for (int day = 1; day < 60; day++) {
      owner = files.profiles().of("owner", day * 86_400_000L);
      TestProfiles.active(owner, day * 86_400_000L);
      files.profiles().changed(owner);
    }
    for (int i = 0; i < 15_000; i++) {
      Profile made = files.profiles().of("made-up-" + i, i);
      files.profiles().changed(made);
      if (files.isFull()) {
        files.save(WatchState.begin(0));
      }
    }
    files.save(WatchState.begin(0));

    assertThat(files.profiles().of("owner", 9).activeDays()).isEqualTo(59);
    assertThat(Files.size(folder.resolve("profiles"))).isLessThanOrEqualTo(16 << 20);
    assertThat(Files.size(folder.resolve("state"))).isLessThan(1 << 20);
  }
}
