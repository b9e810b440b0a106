package aico.key.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.crypto.SecretBytes;
import aico.key.HeldFile;
import aico.key.Installation;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.StateFileException;
import aico.key.Subject;
import aico.key.ThrottleFile;
import aico.key.Wrapped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private final Path folder;
  private final FailingDisk disk = new FailingDisk();
  private final StateFiles files;

  StateFilesTest(@TempDir Path folder) {
    this.folder = folder;
    this.files = open();
  }

  @BeforeEach
  void write() {
    files.installationFile().write(installation(1));
    files.keyFiles().write(keyFile(1));
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void readAll_whatWasWritten_isTheSame() {
    assertThat(files.keyFiles().readAll()).containsExactly(keyFile(1));
    assertThat(files.installationFile().read()).contains(installation(1));
    assertThat(files.throttleFile().read()).isEmpty();

    Map<String, ThrottleFile.Failures> failures =
        Map.of("owner", new ThrottleFile.Failures(3, 1_700_000_000_000L));
    files.throttleFile().write(failures);
    assertThat(files.throttleFile().read()).isEqualTo(failures);
  }

  /** The count of wrong passwords and whom somebody locked, again and again; nothing else. */
  @Test
  void write_onAFullDisk_takesTheRoomSetAsideForThatFile() {
    Disk full =
        new Disk() {
          @Override
          void writeDraft(Path draft, byte[] content) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (StateFiles filled = open(full)) {
      assertThatThrownBy(() -> filled.write("recovery.json", StateFiles.object()))
          .hasMessage("recovery.json: cannot be written: No space left on device");
      for (int i = 1; i <= 20; i++) {
        Map<String, ThrottleFile.Failures> failures =
            Map.of("owner", new ThrottleFile.Failures(i, 1_700_000_000_000L));
        filled.throttleFile().write(failures);
        assertThat(filled.throttleFile().read()).isEqualTo(failures);
        HeldFile.Content held = new HeldFile.Content(i, Set.of("owner"));
        filled.heldFile().write(held);
        assertThat(filled.heldFile().read()).isEqualTo(held);
      }
    }
    assertThat(folder.resolve("throttle.json.spare")).hasSize(8 * 1024);
    assertThat(folder.resolve("throttle.json.former")).doesNotExist();
  }

  @Test
  void write_file_isForTheOwnerAloneAndLeavesNoDraft() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFilePath())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
        .isEqualTo("rwx------");
    try (var entries = Files.list(folder.resolve("keys"))) {
      assertThat(entries).containsExactly(keyFilePath());
    }
  }

  /** Every step of a replacement, on every file: afterwards the old one or the new one is whole. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void write_diedAtAnyStep_leavesTheOldOrTheNewFile(int step) {
    assertThat(step).isLessThan(FailingDisk.STEPS);
    disk.dieAtStep(step);
    assertThatThrownBy(() -> files.keyFiles().write(keyFile(2)))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("keys/owner.json: cannot be written");
    disk.dieAtStep(step);
    assertThatThrownBy(() -> files.installationFile().write(installation(2)))
        .isInstanceOf(KeyException.class);
    disk.dieAtStep(Integer.MAX_VALUE);

    try (StateFiles afterRestart = open()) {
      boolean renamed = step == FailingDisk.STEPS - 1;
      assertThat(afterRestart.keyFiles().readAll()).containsExactly(keyFile(renamed ? 2 : 1));
      assertThat(afterRestart.installationFile().read()).contains(installation(renamed ? 2 : 1));
      afterRestart.keyFiles().write(keyFile(3));
      assertThat(afterRestart.keyFiles().readAll()).containsExactly(keyFile(3));
    }
  }

  @Test
  void readAll_everyTruncation_isRefusedNamingTheFile() throws IOException {
    byte[] whole = Files.readAllBytes(keyFilePath());
    for (int size = 0; size < whole.length; size++) {
      Files.write(keyFilePath(), Arrays.copyOf(whole, size));
      assertRefused("keys/owner.json: ");
    }
  }

  @Test
  void readAll_everyFlippedBit_isRefusedNamingTheFile() throws IOException {
    byte[] whole = Files.readAllBytes(keyFilePath());
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      Files.write(keyFilePath(), flipped);
      assertRefused("keys/owner.json: ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\" : 3 | \"version\" : 4 | version: 4 (expected: <= 3)",
        "\"version\" : 3 | \"version\" : \"3\" | version: not a whole number",
        "\"version\" : 3 | \"version\" : 1 | box: unknown field",
        "\"version\" : 3 | \"version\" : 2 | subject: unknown field",
        "\"pseudonyms\" | \"pseudonym\" | subject.pseudonyms: missing",
        "\"user\" : \"owner\" | \"user\" : \"mallory\" | mac: does not match",
        "\"user\" : \"owner\" | \"usr\" : \"owner\" | user: missing",
        "\"user\" : \"child\" | \"user\" : \"../child\" | slots[2].user: out of shape",
        "\"kind\" : \"household\" | \"kind\" : \"everybody\" | letters[1].kind: out of shape",
        "\"public_key\" : \"0d | \"public_key\" : \"0g | box.public_key: out of shape",
        "\"sealed\" : \"0e0e | \"sealed\" : \"0e | letters[0].sealed: out of shape",
        "\"letters\" | \"post\" | letters: missing",
        "\"generation\" : 1, | \"generation\" : 1, \"extra\" : 1, | extra: unknown field",
        "\"generation\" : 1, | \"generation\" : 1, \"generation\" : 1, | $: not JSON",
        "\"generation\" : 1, | \"generation\" : 1.0, | generation: not a whole number",
        "\"memory_kib\" : 1048576 | \"memory_kib\" : 65536 | slots[0].memory_kib: 65536",
        "\"memory_kib\" : 262144 | \"memory_kib\" : 8 | epochs[0].memory_kib: 8",
        "\"kind\" : \"recovery\" | \"kind\" : \"back door\" | slots[1].kind: out of shape",
        "\"kind\" : \"recovery\" | \"kind\" : \"backdoor\" | mac: does not match",
        "\"kind\" : \"recovery\" | \"kind\" : \"shares\" | slots[1].threshold: missing",
        "\"kind\" : \"unattended\" | \"kind\" : \"password\" | slots[4].kdf: out of shape",
        "\"threshold\" : 2 | \"threshold\" : 1 | slots[3].threshold: 1",
        "\"port\" : 7 | \"port\" : [7] | slots[5].port: not a whole number",
        "\"port\" : 7 | \"port\" : -7 | slots[5].port: -7",
        "\"at\" : \"a b\" | \"at\" : \"\\u0000\" | slots[5].at: out of shape",
        "\"wrapping_epoch\" : 1 | \"wrapping_epoch\" : 7 | vaults[0].wrapping_epoch: 7",
        "\"created\" : \"2026 | \"created\" : \"2O26 | created: out of shape",
      })
  void readAll_fieldOutOfShape_isRefusedNamingIt(String from, String to, String expected)
      throws IOException {
    String json = Files.readString(keyFilePath());
    assertThat(json).contains(from);
    Files.writeString(keyFilePath(), json.replace(from, to));
    assertRefused("keys/owner.json: " + expected);
  }

  @Test
  void unproven_fileOfBeforeThereWereBoxes_isRead() throws IOException {
    String json = Files.readString(keyFilePath());
    int from = json.indexOf("  \"box\"");
    int to = json.indexOf("  \"mac\"");
    Files.writeString(
        keyFilePath(),
        (json.substring(0, from) + json.substring(to))
            .replace("\"version\" : 3", "\"version\" : 1"));

    KeyFile read = StateFiles.unproven(folder).getFirst();

    assertThat(read.box()).isNull();
    assertThat(read.letters()).isEmpty();
    assertThat(read.vaults()).isEqualTo(keyFile(1).vaults());
  }

  @Test
  void readAll_householdWithoutBox_isTheSame() {
    KeyFile user = keyFile(1);
    KeyFile household =
        new KeyFile(
            "household",
            1,
            NOW,
            List.of(user.slots().getLast()),
            user.epochs(),
            List.of(),
            user.installationKey());
    files.keyFiles().write(household);

    assertThat(files.keyFiles().readAll()).containsExactly(household, user);
  }

  @Test
  void readAll_fileOfAnotherInstallation_isRefused() {
    files.close();
    SecretBytes other = SecretBytes.random(32);
    try (StateFiles elsewhere = StateFiles.open(folder, other, disk)) {
      assertThatThrownBy(() -> elsewhere.keyFiles().readAll())
          .isInstanceOf(StateFileException.class)
          .hasMessageContaining("keys/owner.json: mac: does not match");
    }
  }

  @Test
  void readAll_fileUnderAnotherName_isRefused() throws IOException {
    Files.move(keyFilePath(), folder.resolve("keys/mallory.json"));
    assertRefused("keys/mallory.json: mac: does not match");
  }

  @Test
  void readAll_foreignFile_isRefused() throws IOException {
    Files.writeString(folder.resolve("keys/README"), "hello");
    assertRefused("keys/README: $: not the name of a key file");
  }

  @Test
  void readAll_oversizedFile_isRefusedUnread() throws IOException {
    Files.write(keyFilePath(), new byte[StateFiles.SIZE_LIMIT_BYTES + 1]);
    assertRefused("keys/owner.json: $: 1048577 bytes (expected: <= 1048576)");
  }

  @Test
  void readAll_thousandVaults_fitIntoTheLimit() throws IOException {
    KeyFile.VaultWrap vault = keyFile(1).vaults().getFirst();
    KeyFile one = keyFile(1);
    KeyFile full =
        new KeyFile(
            one.user(),
            2,
            one.created(),
            one.slots(),
            one.epochs(),
            Collections.nCopies(KeyFile.VAULTS_LIMIT, vault),
            one.installationKey(),
            one.box(),
            Collections.nCopies(KeyFile.LETTERS_LIMIT, one.letters().getFirst()),
            one.subject());
    files.keyFiles().write(full);
    assertThat(Files.size(keyFilePath())).isLessThan(StateFiles.SIZE_LIMIT_BYTES);
    assertThat(files.keyFiles().readAll()).containsExactly(full);
  }

  @Test
  void open_keyFilesWithoutInstallation_isRefused() throws IOException {
    Files.delete(folder.resolve("installation.json"));
    assertThat(StateFiles.stateExists(folder)).isTrue();
    assertThatThrownBy(this::open)
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("installation.json: $: missing, though there are key files");
  }

  @Test
  void stateExists_emptyFolder_isFalse(@TempDir Path empty) throws IOException {
    assertThat(StateFiles.stateExists(empty)).isFalse();
    Files.createDirectory(empty.resolve("keys"));
    Files.writeString(empty.resolve("keys/owner.json" + Disk.DRAFT_SUFFIX), "half a dr");
    assertThat(StateFiles.stateExists(empty)).isFalse();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> files.keyFiles().readAll())
        .isInstanceOf(StateFileException.class)
        .hasMessageStartingWith(message);
  }

  private StateFiles open() {
    return open(disk);
  }

  private StateFiles open(Disk on) {
    return StateFiles.open(folder, SecretBytes.copyOfAndWipe("k".repeat(32).getBytes(UTF_8)), on);
  }

  private Path keyFilePath() {
    return folder.resolve("keys/owner.json");
  }

  private static KeyFile keyFile(long generation) {
    Wrapped wrapped = new Wrapped("5a".repeat(40));
    return new KeyFile(
        "owner",
        generation,
        NOW,
        List.of(
            new KeyFile.PasswordSlot("01".repeat(16), NOW, "02".repeat(16), wrapped),
            new KeyFile.RecoverySlot("03".repeat(16), NOW, "04".repeat(16), wrapped),
            new KeyFile.MemberSlot("0b".repeat(16), NOW, "child", "0c".repeat(16), wrapped),
            new KeyFile.SharesSlot("11".repeat(16), NOW, "12".repeat(16), wrapped),
            new KeyFile.UnattendedSlot("13".repeat(16), NOW, "14".repeat(16), wrapped),
            new KeyFile.OtherSlot("passkey", "15".repeat(16), NOW, ofANewerVersion(), wrapped)),
        List.of(new KeyFile.WrappingEpoch(1, "05".repeat(16))),
        List.of(new KeyFile.VaultWrap("06".repeat(16), 1, 1, wrapped)),
        new KeyFile.InstallationWrap("07".repeat(16), "08".repeat(16), wrapped),
        new KeyFile.Box("0d".repeat(32), "0f".repeat(16), wrapped),
        List.of(
            new KeyFile.VaultLetter("06".repeat(16), 2, "0e".repeat(80)),
            new KeyFile.HouseholdLetter("0f".repeat(80))),
        new Subject(
            "16".repeat(16),
            "17".repeat(32),
            "18".repeat(16),
            wrapped,
            new Subject.PseudonymWrap("19".repeat(16), wrapped)));
  }

  /** What this version does not know, in an order of its own. */
  private static SequencedMap<String, Object> ofANewerVersion() {
    SequencedMap<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("port", 7L);
    parameters.put("at", "a b");
    return parameters;
  }

  private static Installation installation(long generation) {
    return new Installation(
        generation,
        NOW,
        "07".repeat(16),
        "file",
        new Installation.AttestationKey(
            "09".repeat(32), "0a".repeat(16), new Wrapped("5a".repeat(40))),
        List.of(
            new Installation.ServiceKeySalt("audit-service", "log", 1, "0b".repeat(16)),
            new Installation.ServiceKeySalt("auth-service", "state", 2, "0c".repeat(16))));
  }
}
