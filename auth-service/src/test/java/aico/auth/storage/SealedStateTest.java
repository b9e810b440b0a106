package aico.auth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.auth.Session;
import aico.auth.SessionState;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealedStateTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String HASH = ID + ID;
  private static final SessionState STATE =
      new SessionState(
          7,
          1_800_000_000L,
          List.of(
              new SessionState.Kept(
                  new Session(ID, "owner", "cli", ID, HASH, 1_799_999_000L), 1_799_999_900L)),
          List.of(new SessionState.Until(ID, 1_800_000_100L)),
          List.of(new SessionState.Until(ID, 1_800_000_020L)));

  @TempDir Path folder;
  private final SecretBytes key = SecretBytes.random(32);

  @AfterEach
  void close() {
    key.close();
  }

  @Test
  void state_isReadBack() {
    sessions().save(STATE);

    assertThat(sessions().load()).isEqualTo(STATE);
  }

  @Test
  void firstStart_isEmpty() {
    assertThat(sessions().load()).isEqualTo(SessionState.empty());
  }

  @Test
  void fileShowsNothing_andIsTheOwnersAlone() throws IOException {
    sessions().save(STATE);

    Path file = folder.resolve("sessions.sealed");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .startsWith("aico-sessions 1\n")
        .doesNotContain("owner", ID);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void everyFlippedByte_isRefused_namingTheFile() throws IOException {
    sessions().save(STATE);
    Path file = folder.resolve("sessions.sealed");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Files.write(file, flipped);
      assertThatThrownBy(() -> sessions().load())
          .as("byte %d", i)
          .isInstanceOf(StateFileException.class)
          .hasMessageStartingWith("sessions.sealed: ");
    }
  }

  @Test
  void everyTruncation_isRefused() throws IOException {
    sessions().save(STATE);
    Path file = folder.resolve("sessions.sealed");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> sessions().load()).isInstanceOf(StateFileException.class);
    }
  }

  @Test
  void newerVersion_isRefused_namingTheField() throws IOException {
    Files.writeString(folder.resolve("sessions.sealed"), "aico-sessions 2\nwhatever");

    assertThatThrownBy(() -> sessions().load())
        .hasMessage("sessions.sealed: version: 2 (expected: 1); written by a newer release");
  }

  @Test
  void anotherKey_isRefused() {
    sessions().save(STATE);
    try (SecretBytes other = SecretBytes.random(32)) {
      assertThatThrownBy(() -> new SealedSessionFile(folder, other).load())
          .hasMessageContaining("sealed: damaged, or sealed under another key");
    }
  }

  @Test
  void anotherFileUnderThisName_isRefused() throws IOException {
    new SealedKeyFile(folder, key).write(new byte[64]);
    Files.copy(folder.resolve("token-signing.sealed"), folder.resolve("sessions.sealed"));

    assertThatThrownBy(() -> sessions().load()).hasMessageContaining("header");
  }

  @Test
  void oversize_isRefused() throws IOException {
    Files.write(folder.resolve("sessions.sealed"), new byte[SealedFile.MAX_SIZE_BYTES + 1]);

    assertThatThrownBy(() -> sessions().load()).hasMessageContaining("over");
  }

  @Test
  void restInterruptedBeforeTheRename_leavesTheOldState() throws IOException {
    sessions().save(STATE);
    Files.writeString(folder.resolve(".sessions.sealed.next"), "half a fi");

    assertThat(sessions().load()).isEqualTo(STATE);
    sessions().save(STATE);
    assertThat(sessions().load()).isEqualTo(STATE);
    assertThat(folder.resolve(".sessions.sealed.next")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | generation",
        "{'generation':1,'generation':2} | generation",
        "{'generation':'1'} | sealed",
        "{'generation':1,'saved_at_s':1,'sessions':[],'revoked':[]} | used_attestations",
        "{'generation':1,'saved_at_s':1,'sessions':[],'revoked':[],'used_attestations':[],'x':1} | x",
        "{'generation':1,'saved_at_s':1,'sessions':[],'revoked':[{'id':'A','until_s':1}],'used_attestations':[]} | id",
        "{'generation':1,'saved_at_s':1,'sessions':[{'session_id':'x','user':'owner','principal':'cli','unlock_id':'x','secret_hash':'x','opened_at_s':1,'last_used_s':1}],'revoked':[],'used_attestations':[]} | session_id",
      })
  void sealedContentOutOfShape_isRefused_namingTheField(String json, String field)
      throws IOException {
    byte[] header = "aico-sessions 1\n".getBytes(StandardCharsets.US_ASCII);
    byte[] sealed =
        StateSeal.seal(key, header, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    byte[] whole = Arrays.copyOf(header, header.length + sealed.length);
    System.arraycopy(sealed, 0, whole, header.length, sealed.length);
    Files.write(folder.resolve("sessions.sealed"), whole);

    assertThatThrownBy(() -> sessions().load())
        .isInstanceOf(StateFileException.class)
        .hasMessageStartingWith("sessions.sealed: ")
        .hasMessageContaining(field);
  }

  @Test
  void signingKey_isReadBack() {
    SealedKeyFile file = new SealedKeyFile(folder, key);
    assertThat(file.read()).isEmpty();

    byte[] encoded = new byte[64];
    Arrays.fill(encoded, (byte) 3);
    file.write(encoded);

    assertThat(file.read().orElseThrow()).isEqualTo(encoded);
  }

  @Test
  void resealed_opensUnderTheNewKeyAlone_andIsWrittenUnderIt() {
    SealedSessionFile file = sessions();
    try (SecretBytes next = SecretBytes.random(32)) {
      file.reseal(key);
      file.save(STATE);
      file.reseal(next);
      assertThat(file.load()).isEqualTo(STATE);
      assertThatThrownBy(() -> sessions().load()).hasMessageContaining("another key");

      // Killed before it was told that this was done.
      sessions().reseal(next);
      file.save(STATE);
      assertThat(new SealedSessionFile(folder, next).load()).isEqualTo(STATE);
      try (SecretBytes other = SecretBytes.random(32)) {
        assertThatThrownBy(() -> sessions().reseal(other)).hasMessageContaining("another key");
      }
    }
  }

  private SealedSessionFile sessions() {
    return new SealedSessionFile(folder, key);
  }
}
