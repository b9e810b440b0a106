package aico.vault.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import aico.vault.MountWhen;
import aico.vault.VaultEntry;
import aico.vault.VaultName;
import aico.vault.VaultSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRegistryTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String OLD =
      "{\"version\":1,\"name\":\"diary\",\"id\":\"0123456789abcdef0123456789abcdef\","
          + "\"user\":\"owner\",\"folder\":\"/v/diary\",\"held\":false,\"mount_at_unlock\":true,"
          + "\"when_keys_are_gone\":\"lock\"}";

  private static final String BEFORE_SHARING =
      "{\"version\":2,\"name\":\"diary\",\"id\":\"0123456789abcdef0123456789abcdef\","
          + "\"user\":\"owner\",\"folder\":\"/v/diary\",\"held\":false,\"mount\":\"unlock\","
          + "\"idle_lock_s\":0,\"grace_s\":0,\"check_every_s\":0,\"hook_limit_s\":10,"
          + "\"checked\":\"never\"}";

  private static final String GOOD =
      "{\"version\":5,\"generation\":7,\"name\":\"diary\",\"id\":\"0123456789abcdef0123456789abcdef\","
          + "\"user\":\"owner\",\"shared_with\":[\"child\"],\"folder\":\"/v/diary\",\"held\":false,\"mount\":\"unlock\","
          + "\"idle_lock_s\":0,\"grace_s\":0,\"check_every_s\":0,\"hook_limit_s\":10,"
          + "\"system_user\":\"\",\"checked\":\"never\"}";

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
  void load_version2_isSharedWithNobody() throws IOException {
    Files.writeString(folder.resolve("diary.json"), BEFORE_SHARING);
    assertThat(new FileRegistry(folder).load()).containsExactly(unchecked(entry("diary")));
  }

  /** As it was chosen before there was another default. */
  private static VaultEntry unchecked(VaultEntry entry) {
    return entry.withSettings(entry.settings().withCheckEvery(Duration.ZERO));
  }

  @Test
  void load_version4_isNoOtherSystemUsers() throws IOException {
    Files.writeString(
        folder.resolve("diary.json"),
        GOOD.replace("\"version\":5", "\"version\":4").replace("\"system_user\":\"\",", ""));
    assertThat(new FileRegistry(folder).load())
        .containsExactly(unchecked(entry("diary")).withSharedWith(List.of("child")));
  }

  @Test
  void load_version3_hasNoGeneration_andEachSaveTellsTheNext() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("diary.json"),
            GOOD.replace("\"version\":5,\"generation\":7", "\"version\":3")
                .replace("\"system_user\":\"\",", ""));
    List<String> told = new ArrayList<>();
    FileRegistry registry = new FileRegistry(folder, (store, now) -> told.add(store + " " + now));
    assertThat(registry.generationsAtFirst()).isNull();
    VaultEntry diary = registry.load().getFirst();
    registry.save(diary.withHeld(true));
    String other = "fe".repeat(16);
    registry.save(VaultEntry.of(new VaultName("home"), other, "owner", Path.of("/v/home")));
    registry.save(diary);
    String store = "vaults/" + ID;
    assertThat(told).containsExactly(store + " 1", "vaults/" + other + " 1", store + " 2");
    assertThat(registry.generationsAtFirst()).isEqualTo(Map.of(store, 0L));

    FileRegistry next = new FileRegistry(folder);
    next.load();
    assertThat(next.generationsAtFirst()).isEqualTo(Map.of(store, 2L, "vaults/" + other, 1L));
    assertThat(file).content().contains("\"generation\":2");
  }

  @Test
  void save_keepsWithWhomItIsShared() {
    VaultEntry shared = entry("diary").withSharedWith(List.of("child", "aunt"));
    new FileRegistry(folder).save(shared);
    assertThat(new FileRegistry(folder).load()).containsExactly(shared);
    assertThat(shared.holders()).containsExactly("owner", "aunt", "child");
  }

  @Test
  void save_keepsEverySetting() {
    VaultEntry chosen =
        entry("diary")
            .withSettings(
                new VaultSettings(
                    MountWhen.START,
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(90),
                    Duration.ofDays(30),
                    Duration.ZERO,
                    "postgres"))
            .withChecked(Instant.parse("2026-03-01T12:00:00.123456789Z"));
    new FileRegistry(folder).save(chosen);
    assertThat(new FileRegistry(folder).load()).containsExactly(chosen);
  }

  @ParameterizedTest
  @CsvSource({"true, UNLOCK", "false, DEMAND"})
  void load_version1_isAsItWas_andIsSavedAnew(boolean mountAtUnlock, MountWhen mount)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("diary.json"),
            OLD.replace("at_unlock\":true", "at_unlock\":" + mountAtUnlock));
    VaultEntry entry =
        unchecked(entry("diary").withSettings(VaultSettings.DEFAULT.withMount(mount)));
    assertThat(new FileRegistry(folder).load()).containsExactly(entry);
    new FileRegistry(folder).save(entry);
    assertThat(file).content().startsWith("{\"version\":5,\"generation\":1,");
    assertThat(new FileRegistry(folder).load()).containsExactly(entry);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mount_at_unlock | true | 1",
        "when_keys_are_gone | \"lock\" | \"grace\"",
        "mount | \"held\" | \"mount\":\"unlock\",\"held\"",
      })
  void load_version1_damaged_isRefusedNamingFileAndField(String field, String old, String changed)
      throws IOException {
    Files.writeString(folder.resolve("diary.json"), OLD.replace(old, changed));
    assertThatExceptionOfType(StateFileException.class)
        .isThrownBy(() -> new FileRegistry(folder).load())
        .satisfies(refused -> assertThat(refused.field()).isEqualTo(field));
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
        "version | \"version\":5 | \"version\":6",
        "version | \"version\":5 | \"version\":\"5\"",
        "version | \"version\":5, | ''",
        "generation | \"version\":5 | \"version\":3",
        "system_user | \"version\":5 | \"version\":4",
        "system_user | \"system_user\":\"\" | \"system_user\":\"../etc\"",
        "system_user | \"system_user\":\"\", | ''",
        "generation | :7, | :0,",
        "generation | \"generation\":7, | ''",
        "shared_with | \"version\":5,\"generation\":7 | \"version\":2",
        "shared_with | [\"child\"] | \"child\"",
        "shared_with | [\"child\"] | [1]",
        "shared_with | [\"child\"] | [\"../child\"]",
        "shared_with | [\"child\"] | [\"owner\"]",
        "name | \"diary\" | \"a/b\"",
        "name | \"diary\" | \"other\"",
        "id | 0123 | 01",
        "user | \"owner\" | null",
        "folder | /v/diary | v/diary",
        "folder | /v/diary | /v/../diary",
        "held | false | \"false\"",
        "held | \"held\":false, | ''",
        "mount | \"unlock\" | \"later\"",
        "idle_lock_s | \"idle_lock_s\":0 | \"idle_lock_s\":-1",
        "grace_s | \"grace_s\":0 | \"grace_s\":\"0\"",
        "check_every_s | \"check_every_s\":0, | ''",
        "hook_limit_s | \"hook_limit_s\":10 | \"hook_limit_s\":10000000000",
        "checked | never | yesterday",
        "mount_at_unlock | \"held\" | \"mount_at_unlock\":true,\"held\"",
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
    return VaultEntry.of(new VaultName(name), ID, "owner", Path.of("/v").resolve(name));
  }
}
