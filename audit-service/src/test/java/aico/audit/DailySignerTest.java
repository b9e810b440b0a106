package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.crypto.SealedEpochKeys;
import aico.audit.crypto.SigningKey;
import aico.audit.log.Checkpoint;
import aico.audit.log.Epoch;
import aico.audit.log.EpochChain;
import aico.audit.log.LogFolder;
import aico.audit.storage.EpochFiles;
import aico.bus.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day's key signs, hands over and is gone, also when it is interrupted. */
class DailySignerTest {
  private static final String ORIGIN = "aico.local/00112233445566778899aabbccddeeff";
  private static final Instant MONDAY = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant TUESDAY = Instant.parse("2026-11-03T00:00:00Z");

  @TempDir Path state;

  private final SecretBytes serviceKey = SecretBytes.random(32);
  private final SigningKey logKey = SigningKey.generate(ORIGIN);
  private final SealedEpochKeys keys = new SealedEpochKeys(serviceKey);
  private LogFolder folder = new LogFolder(Path.of("unset"));
  private EpochFiles files = new EpochFiles(Path.of("unset"), folder);

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new LogFolder(Files.createDirectory(state.resolve("log")));
    files = new EpochFiles(state, folder);
  }

  @AfterEach
  void forget() {
    logKey.close();
    serviceKey.close();
  }

  @Test
  void firstStart_beginsEpochZero_andSignsWithBothKeys() throws IOException {
    try (DailySigner signer = open(files)) {
      byte[] note = signer.note(checkpoint(0, MONDAY).text());

      Checkpoint.open(note, logKey.vkey());
      chain().requireSigned(checkpoint(0, MONDAY), note);
      assertThat(chain().epochs()).hasSize(1);
      assertThat(sealedKeys()).containsExactly("0.sealed");
    }
  }

  @Test
  void restart_goesOnWithTheSameEpoch() {
    open(files).close();
    String before = chain().epochs().getFirst().vkey().toString();
    try (DailySigner signer = open(files)) {
      chain().requireSigned(checkpoint(0, MONDAY), signer.note(checkpoint(0, MONDAY).text()));
    }
    assertThat(chain().epochs()).hasSize(1);
    assertThat(chain().epochs().getFirst().vkey().toString()).isEqualTo(before);
  }

  @Test
  void afterARestore_anEpochBeginsOverItsHead_andTheKeyOfBeforeIsGone() throws IOException {
    try (DailySigner signer = open(files)) {
      Checkpoint restored = checkpoint(7, MONDAY);
      byte[] before = signer.note(restored.text());
      assertThat(signer.beginAfterRestore(restored, MONDAY)).isFalse();

      signer.prepare(keys);
      assertThat(signer.beginAfterRestore(restored, MONDAY)).isTrue();

      assertThat(chain().epochs()).hasSize(2);
      assertThat(chain().epochs().getLast().size()).isEqualTo(7);
      assertThat(chain().epochs().getLast().root()).isEqualTo(restored.root());
      assertThat(sealedKeys()).containsExactly("1.sealed");
      chain().requireSigned(restored, before);
      Checkpoint next = checkpoint(8, MONDAY);
      chain().requireSigned(next, signer.note(next.text()));
    }
  }

  @Test
  void sameDay_handsNothingOver() {
    try (DailySigner signer = open(files)) {
      signer.prepare(keys);
      signer.published(head(signer, 5, MONDAY.plusSeconds(3600)));

      assertThat(chain().epochs()).hasSize(1);
      assertThat(signer.needsKey()).isFalse();
    }
  }

  @Test
  void newDay_handsOver_andDestroysTheOldKey() throws IOException {
    byte[] oldKey;
    try (DailySigner signer = open(files)) {
      oldKey = files.sealedKey(0).orElseThrow();
      signer.prepare(keys);
      signer.published(head(signer, 5, TUESDAY));

      assertThat(chain().epochs()).hasSize(2);
      assertThat(chain().epochs().getLast().size()).isEqualTo(5);
      assertThat(sealedKeys()).containsExactly("1.sealed");
      assertThat(signer.needsKey()).isTrue();
      Checkpoint next = checkpoint(6, TUESDAY);
      chain().requireSigned(next, signer.note(next.text()));
    }
    assertThat(files.sealedKey(1).orElseThrow()).isNotEqualTo(oldKey);
  }

  @Test
  void keysSealedAnew_openUnderTheNewServiceKeyAlone_alsoThatOfTheDayAfter() throws IOException {
    try (SecretBytes next = SecretBytes.random(32);
        DailySigner signer = open(files)) {
      SealedEpochKeys anew = new SealedEpochKeys(next);
      signer.prepare(keys);
      signer.reseal(() ->
          files.resealAll((number, sealed) ->
              SigningKey.reseal(Epoch.keyName(ORIGIN, number), serviceKey, next, sealed)));

      anew.open(Epoch.keyName(ORIGIN, 0), files.sealedKey(0).orElseThrow()).close();
      assertThat(signer.needsKey()).as("the one that waited was sealed under the old").isTrue();
      signer.prepare(anew);
      signer.published(head(signer, 5, TUESDAY));
      anew.open(Epoch.keyName(ORIGIN, 1), files.sealedKey(1).orElseThrow()).close();
      assertThatThrownBy(
              () -> keys.open(Epoch.keyName(ORIGIN, 1), files.sealedKey(1).orElseThrow()))
          .isInstanceOf(AuditException.class);
      Checkpoint after = checkpoint(6, TUESDAY);
      chain().requireSigned(after, signer.note(after.text()));
      files.resealAll((number, sealed) ->
          SigningKey.reseal(Epoch.keyName(ORIGIN, number), serviceKey, next, sealed));
      assertThat(sealedKeys()).containsExactly("1.sealed");
    }
  }

  @Test
  void newDayWithoutAKey_goesOnWithTheOldOne() {
    try (DailySigner signer = open(files)) {
      signer.published(head(signer, 5, TUESDAY));

      assertThat(chain().epochs()).hasSize(1);
      signer.prepare(keys);
      signer.published(head(signer, 6, TUESDAY.plusSeconds(60)));
      assertThat(chain().epochs()).hasSize(2);
    }
  }

  /** 1: the key is not kept; 2: the certificate is not; 3: the old key is not destroyed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void failureInAHandOver_leavesALogThatGoesOn(int step) throws IOException {
    try (DailySigner signer = open(new Failing(files, step, false))) {
      signer.prepare(keys);
      handOver(signer);
    }
    goesOnWhole();
  }

  /** As above, but what failed had reached the disk. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void failureBehindAStepOfAHandOver_leavesALogThatGoesOn(int step) throws IOException {
    try (DailySigner signer = open(new Failing(files, step, true))) {
      signer.prepare(keys);
      handOver(signer);
    }
    goesOnWhole();
  }

  @Test
  void hangingCertificate_stopsSigning() {
    try (DailySigner signer = open(new Failing(files, 2, true))) {
      signer.prepare(keys);
      SignedHead head = head(signer, 5, TUESDAY);

      assertThatThrownBy(() -> signer.published(head)).isInstanceOf(AuditException.class);
      assertThatThrownBy(() -> signer.note(checkpoint(6, TUESDAY).text()))
          .isInstanceOf(AuditException.class);
    }
  }

  @Test
  void lostOrForeignKey_isNotReplaced() throws IOException {
    open(files).close();
    Path key = state.resolve("epoch-keys/0.sealed");
    byte[] good = Files.readAllBytes(key);
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    Files.write(key, bad);
    assertThatThrownBy(() -> open(files)).isInstanceOf(AuditException.class);

    try (SigningKey foreign = SigningKey.generate(ORIGIN + "/epoch/0")) {
      Files.write(key, foreign.seal(serviceKey));
      assertThatThrownBy(() -> open(files)).hasMessageContaining("another epoch's key");
    }
    Files.delete(key);
    assertThatThrownBy(() -> open(files)).hasMessage("epoch-keys/0.sealed: missing");
  }

  private static void handOver(DailySigner signer) {
    try {
      signer.published(head(signer, 5, TUESDAY));
    } catch (AuditException notKnown) {
      // as a test of its own says
    }
  }

  private void goesOnWhole() throws IOException {
    try (DailySigner signer = open(files)) {
      long epoch = chain().newest().orElseThrow().number();
      assertThat(sealedKeys()).containsExactly(epoch + ".sealed");
      Checkpoint next = checkpoint(6, TUESDAY.plusSeconds(1));
      chain().requireSigned(next, signer.note(next.text()));
    }
  }

  private DailySigner open(EpochStore store) {
    return DailySigner.open(logKey, store, keys, chain(), checkpoint(0, MONDAY));
  }

  private EpochChain chain() {
    return EpochChain.read(folder, logKey.vkey(), null);
  }

  private List<String> sealedKeys() throws IOException {
    try (Stream<Path> found = Files.list(state.resolve("epoch-keys"))) {
      return found.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static SignedHead head(DailySigner signer, long size, Instant time) {
    Checkpoint checkpoint = checkpoint(size, time);
    return new SignedHead(checkpoint, signer.note(checkpoint.text()));
  }

  private static Checkpoint checkpoint(long size, Instant time) {
    return new Checkpoint(ORIGIN, size, new byte[32], time);
  }

  /** Fails at one step of a hand-over, before or behind what it does; not in the first epoch. */
  private record Failing(EpochStore store, int step, boolean behind) implements EpochStore {
    @Override
    public Optional<byte[]> sealedKey(long number) {
      return store.sealedKey(number);
    }

    @Override
    public void keep(long number, byte[] sealed) {
      run(number, 1, () -> store.keep(number, sealed));
    }

    @Override
    public void publish(long number, byte[] certificate) {
      run(number, 2, () -> store.publish(number, certificate));
    }

    @Override
    public void destroyOthers(long number) {
      run(number, 3, () -> store.destroyOthers(number));
    }

    private void run(long number, int here, Runnable work) {
      boolean fails = number > 0 && here == step;
      if (!fails || behind) {
        work.run();
      }
      if (fails) {
        throw new IllegalStateException("disk: broken");
      }
    }
  }
}
