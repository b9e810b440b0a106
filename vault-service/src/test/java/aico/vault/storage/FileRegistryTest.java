package aico.vault.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import aico.vault.VaultEntry;
import aico.vault.VaultName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRegistryTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String GOOD =
      "{\"version\":1,\"name\":\"diary\",\"id\":\"0123456789abcdef0123456789abcdef\","
          + "\"user\":\"owner\",\"folder\":\"/v/diary\",\"held\":false,\"mount_at_unlock\":true,"
          + "\"when_keys_are_gone\":\"lock\"}";

  @TempDir private Path folder;

  @Test
  void save_isLoadedAgain() {
    VaultEntry entry = entry("diary");
    new FileRegistry(folder).save(entry);
    new FileRegistry(folder).save(entry("home").withHeld(true));
    assertThat(new FileRegistry(folder).load())
        .containsExactly(entry, entry("home").withHeld(true));
  }

  @Test
  void load_crashInTheMiddleOfAWrite_keepsTheOldEntry() throws IOException {
    new FileRegistry(folder).save(entry("diary"));
    Files.writeString(folder.resolve("diary.json.new"), GOOD.substring(0, 40));
    assertThat(new FileRegistry(folder).load()).containsExactly(entry("diary"));
    new FileRegistry(folder).save(entry("diary").withHeld(true));
    assertThat(new FileRegistry(folder).load()).containsExactly(entry("diary").withHeld(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version | \"version\":1 | \"version\":2",
        "version | \"version\":1 | \"version\":\"1\"",
        "version | \"version\":1, | ''",
        "name | \"diary\" | \"a/b\"",
        "name | \"diary\" | \"other\"",
        "id | 0123 | 01",
        "user | \"owner\" | null",
        "folder | /v/diary | v/diary",
        "folder | /v/diary | /v/../diary",
        "held | false | \"false\"",
        "held | \"held\":false, | ''",
        "mount_at_unlock | true | 1",
        "when_keys_are_gone | \"lock\" | \"grace\"",
        "more | \"held\" | \"more\":1,\"held\"",
        "(file) | \"held\" | \"held\":true,\"held\"",
        "(file) | } | ''",
        "(file) | } | }}",
      })
  void load_damaged_isRefusedNamingFileAndField(String field, String old, String changed)
      throws IOException {
    Path file = Files.writeString(folder.resolve("diary.json"), GOOD.replace(old, changed));
    assertThatExceptionOfType(StateFileException.class)
        .isThrownBy(() -> new FileRegistry(folder).load())
        .withMessageContaining(file.toString())
        .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
  }

  @Test
  void load_oversized_isRefused() throws IOException {
    Files.writeString(folder.resolve("diary.json"), GOOD + " ".repeat(70_000));
    assertThatExceptionOfType(StateFileException.class)
        .isThrownBy(() -> new FileRegistry(folder).load())
        .withMessageContaining("expected: <= 65536");
  }

  @Test
  void unlockMemory_isKept_andDamageIsNamed() throws IOException {
    Path file = folder.resolve("ended.json");
    new FileUnlockMemory(file).save(Set.of("a", "b"));
    assertThat(new FileUnlockMemory(file).load()).containsExactlyInAnyOrder("a", "b");
    Files.writeString(file, "{\"version\":9,\"ended_unlocks\":[]}");
    assertThatExceptionOfType(StateFileException.class)
        .isThrownBy(() -> new FileUnlockMemory(file).load())
        .withMessageContaining("version: 9, made by newer software");
  }

  private static VaultEntry entry(String name) {
    return new VaultEntry(
        new VaultName(name), ID, "owner", Path.of("/v").resolve(name), false, true);
  }
}
