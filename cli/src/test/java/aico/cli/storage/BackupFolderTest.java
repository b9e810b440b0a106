package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupFolderTest {
  private static final String HOME_ID = "0123456789abcdef0123456789abcdef";
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.5Z");

  @TempDir Path parent;

  private BackupFolder folder() {
    return new BackupFolder(parent.resolve("backups"));
  }

  private Path take(int minute) throws IOException {
    BackupFolder.Backup begun = folder().begin(HOME_ID, NOON.plusSeconds(60L * minute));
    Files.writeString(begun.make("vaults/home").resolve("vault.json"), "{}");
    return folder().finish(begun).folder();
  }

  @Test
  void backup_counts_onlyWhenFinished() throws IOException {
    try (HomeLock lock = folder().open()) {
      folder().begin(HOME_ID, NOON);
      assertThat(folder().newest()).isEmpty();
      assertThatThrownBy(() -> folder().chosen())
          .isInstanceOf(CommandFailed.class)
          .hasMessageContaining("no complete backup");

      Path taken = take(0);

      assertThat(taken.getFileName()).hasToString("2026-11-24T12-00-00Z");
      assertThat(folder().chosen())
          .isEqualTo(new BackupFolder.Backup(taken, HOME_ID, "2026-11-24T12:00:00Z"));
      assertThat(new BackupFolder(taken).chosen().folder()).isEqualTo(taken);
    }
  }

  @Test
  void secondWriter_isRefused() {
    try (HomeLock lock = folder().open()) {
      assertThatThrownBy(() -> folder().open()).hasMessageContaining("another backup");
    }
  }

  @Test
  void keep_removesTheOldest_andNothingElse() throws IOException {
    try (HomeLock lock = folder().open()) {
      List<Path> taken = List.of(take(0), take(1), take(2));
      Path stranger = Files.createDirectory(parent.resolve("backups/2026-11-24"));

      assertThat(folder().keep(2)).isEqualTo(1);

      assertThat(folder().all()).containsExactly(taken.get(1), taken.get(2));
      assertThat(stranger).exists();
      assertThat(folder().keep(2)).isZero();
    }
  }

  @Test
  void vaultsOfAnInterruptedBackup_goWhenTheyAreNotWanted() throws IOException {
    try (HomeLock lock = folder().open()) {
      BackupFolder.Backup begun = folder().begin(HOME_ID, NOON);
      begun.make("vaults/gone/cipher");
      begun.make("vaults/home");

      begun.keepVaults(List.of("home"));

      assertThat(begun.vault("gone")).doesNotExist();
      assertThat(begun.vault("home")).exists();
    }
  }

  @Test
  void description_ofANewerVersion_orGarbage_isRefusedWithTheField() throws IOException {
    try (HomeLock lock = folder().open()) {
      Path taken = take(0);
      Files.writeString(taken.resolve("backup.json"), "{\"version\":2}");
      assertThatThrownBy(() -> folder().chosen()).hasMessageContaining("version");
      Files.writeString(taken.resolve("backup.json"), "{\"version\":1,\"home_id\":\"x\"");
      assertThatThrownBy(() -> folder().chosen()).isInstanceOf(CommandFailed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":2,\"name\":\"diary\",\"id\":\"%s\",\"folder\":\"/old/diary\",\"user\":\"owner\",\"held\":true,\"mount\":\"demand\",\"idle_lock_s\":60,\"grace_s\":0,\"check_every_s\":0,\"hook_limit_s\":10,\"checked\":\"never\"}",
        "{\"version\":1,\"name\":\"diary\",\"id\":\"%s\",\"folder\":\"/old/diary\",\"user\":\"owner\",\"held\":true,\"mount_at_unlock\":true,\"when_keys_are_gone\":\"lock\"}"
      })
  void registryEntry_ofEachVersion_comesBackInAnotherPlace(String shape) throws IOException {
    Path registry = Files.createDirectory(parent.resolve("registry"));
    String entry = shape.formatted(HOME_ID);
    Files.writeString(registry.resolve("diary.json"), entry);

    VaultEntries.Entry read = VaultEntries.read(registry).getFirst();
    byte[] moved = VaultEntries.bytes(read.at(Path.of("/new/diary")));

    assertThat(new String(moved, java.nio.charset.StandardCharsets.UTF_8).replaceAll("\\s", ""))
        .isEqualTo(entry.replace("/old", "/new"));
    Files.writeString(registry.resolve("diary.json"), entry.replace("\"held\"", "\"heldd\""));
    assertThatThrownBy(() -> VaultEntries.read(registry)).hasMessageContaining("held");
  }
}
