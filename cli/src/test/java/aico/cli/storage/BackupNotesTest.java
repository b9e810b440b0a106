package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupNotesTest {
  private final Path disk;
  private final HomeLayout home;
  private final BackupNotes notes;

  BackupNotesTest(@TempDir Path folder) throws IOException {
    disk = folder.resolve("disk");
    home = new HomeLayout(Files.createDirectory(folder.resolve("home")));
    Files.createDirectories(home.staging());
    notes = new BackupNotes(home);
  }

  @Test
  void withoutABackup_thereIsNothingToName() {
    assertThat(notes.inWords()).isEmpty();
  }

  @Test
  void completeBackups_areNamedByFolderAndDate_orByTheLastDateWhereTheDiskIsAway()
      throws IOException {
    for (String name :
        new String[] {"2026-11-24T09-30-00Z", "2026-11-25T09-30-00Z", "unfinished"}) {
      Files.createDirectories(disk.resolve(name));
      Files.writeString(disk.resolve(name).resolve("backup.json"), "{}");
    }
    Files.createDirectories(disk.resolve("2026-11-26T09-30-00Z"));
    notes.add(Path.of("/media/away"), "2026-11-20T08:00:00Z");
    notes.add(disk, "2026-11-24T09:30:00Z");
    notes.add(disk, "2026-11-25T09:30:00Z");
    assertThat(new BackupNotes(home).inWords())
        .containsExactly(
            "/media/away (not there now): the last on 2026-11-20T08:00:00Z",
            disk + ": 2026-11-24T09:30:00Z, 2026-11-25T09:30:00Z");
  }

  @Test
  void tooManyFolders_loseTheOldest() {
    for (int i = 0; i <= BackupNotes.FOLDERS_MAX; i++) {
      notes.add(Path.of("/media/away-" + i), "2026-11-20T08:00:00Z");
    }
    assertThat(notes.inWords())
        .hasSize(BackupNotes.FOLDERS_MAX)
        .noneMatch(line -> line.startsWith("/media/away-0 "));
  }

  @Test
  void garbage_truncation_andANewerVersion_areRefused() throws IOException {
    notes.add(Path.of("/media/away"), "2026-11-20T08:00:00Z");
    String good = Files.readString(home.backupNotes());
    for (String bad :
        new String[] {
          "",
          "[]",
          good.substring(0, good.length() / 2),
          good.replace("\"version\"", "\"other\""),
          good.replaceFirst(": *1", ": 2"),
          good.replace("/media", "media")
        }) {
      Files.writeString(home.backupNotes(), bad);
      assertThatThrownBy(notes::inWords).isInstanceOf(CommandFailed.class);
      assertThat(notes.told()).singleElement().asString().contains("backups.json");
    }
  }
}
