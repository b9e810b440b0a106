package aico.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a thief of today's keys can make of a log whose days each had a key of their own. */
class EpochChainTest {
  private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
  private static final int SIZE = 300;
  private static final int[] BEGINS = {0, 100, 250};

  @TempDir Path root;

  private final List<TestSigner> keys = new ArrayList<>();

  @Test
  void text_isWhatFormatSays() throws IOException {
    TestLog log = dailyLog();

    String text = SignedNote.open(Files.readAllBytes(log.folder.epoch(1)), log.signer.vkey());

    assertThat(text.lines())
        .containsExactly(
            "aico.local/" + TestLog.LOG_ID + "/epoch",
            "1",
            keys.get(1).vkey().toString(),
            "100",
            Base64.getEncoder().encodeToString(log.checkpoint(100).root()),
            "since 2026-11-01T00:00:00Z");
    assertThat(keys.get(1).vkey().name()).isEqualTo("aico.local/" + TestLog.LOG_ID + "/epoch/1");
  }

  @Test
  void logWithItsDays_isWhole_withAndWithoutAnchor() throws IOException {
    TestLog log = dailyLog();

    assertThat(log.verify().problems()).isEmpty();
    assertThat(verify(log, keys.getFirst().vkey()).problems()).isEmpty();
  }

  @Test
  void certificates_areReadByOthersToo_asNotes() throws IOException {
    TestLog log = dailyLog();

    // C2SP: signatures of keys that a reader does not know are passed over.
    Checkpoint.open(Files.readAllBytes(log.folder.checkpoint()), log.signer.vkey());
  }

  @Test
  void checkpointOfTheLogsKeyAlone_isNotEnough() throws IOException {
    TestLog log = dailyLog();
    Files.write(log.folder.checkpoint(), log.checkpoint(SIZE).sign(log.signer.vkey(), log.signer));

    assertThat(log.verify().problems())
        .extracting(Problem::message)
        .containsExactly("note: not signed by " + keys.getLast().vkey().name());
  }

  @Test
  void lastCheckpointOfADay_isSignedByThatDay() throws IOException {
    TestLog log = dailyLog(250);

    assertThat(log.verify().problems()).as("by the new key").isEmpty();
    writeCheckpoint(log, 250, keys.get(1));
    assertThat(log.verify().problems()).as("by the old key").isEmpty();
    writeCheckpoint(log, 250, keys.get(0));
    assertThat(log.verify().problems()).as("by one older").isNotEmpty();
  }

  /** The thief has the log's key and that of the last day, and makes another second day. */
  @Test
  void anotherYesterday_isFoundOut_whereItStarts() throws IOException {
    TestLog log = dailyLog();
    List<TestSigner> real = List.copyOf(keys);
    TestLog other = rewritten(log, 120);
    // The certificates of the real days stay: their keys are gone.
    for (int i = 0; i < BEGINS.length; i++) {
      Files.write(other.folder.epoch(i), Files.readAllBytes(log.folder.epoch(i)));
    }
    Files.write(
        other.folder.checkpoint(),
        SignedNote.cosign(
                SignedNote.sign(other.checkpoint(SIZE).text(), other.signer.vkey(), other.signer),
                real.getLast().vkey(),
                real.getLast())
            .getBytes(StandardCharsets.UTF_8));

    Verification found = LogVerifier.verify(other.folder.root(), other.signer.vkey(), null);

    assertThat(found.problems())
        .containsExactly(new Problem(100, "epoch 2: root differs from the segments"));
  }

  /** The thief begins the chain anew as well, which only the anchor tells. */
  @Test
  void anotherChain_isFoundOut_byTheAnchor() throws IOException {
    TestLog log = dailyLog();
    Vkey anchor = keys.getFirst().vkey();
    TestLog other = rewritten(log, 120);
    keys.clear();
    writeEpochs(other, SIZE);

    assertThat(LogVerifier.verify(other.folder.root(), other.signer.vkey(), null).whole()).isTrue();
    assertThat(verify(other, anchor).problems())
        .extracting(Problem::message)
        .containsExactly("epochs/0: not the key that this log began with");
  }

  @Test
  void chainThatWasRemoved_isFoundOut_byTheAnchor() throws IOException {
    TestLog log = dailyLog();
    for (int i = 0; i < BEGINS.length; i++) {
      Files.delete(log.folder.epoch(i));
    }

    assertThat(verify(log, keys.getFirst().vkey()).whole()).isFalse();
  }

  @Test
  void certificateThatTheDayBeforeDidNotSign_isRefused() throws IOException {
    TestLog log = dailyLog();
    TestSigner forged = new TestSigner(keys.get(1).vkey().name());
    Epoch second = new Epoch(1, forged.vkey(), 100, log.checkpoint(100).root(), SINCE);
    Files.write(
        log.folder.epoch(1), second.sign(log.signer.vkey(), log.signer, forged.vkey(), forged));

    assertThatThrownBy(() -> EpochChain.read(log.folder, log.signer.vkey(), null))
        .isInstanceOf(AuditLogException.class)
        .hasMessage("epochs/1: note: not signed by " + keys.getFirst().vkey().name());
  }

  @Test
  void everyChangedByteOfACertificate_isSeen() throws IOException {
    TestLog log = dailyLog();
    byte[] good = Files.readAllBytes(log.folder.epoch(1));
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(log.folder.epoch(1), bad);
      assertThatThrownBy(() -> EpochChain.read(log.folder, log.signer.vkey(), null))
          .as("byte %d", i)
          .isInstanceOf(AuditLogException.class);
    }
    Files.write(log.folder.epoch(1), Arrays.copyOf(good, good.length / 2));
    assertThatThrownBy(() -> EpochChain.read(log.folder, log.signer.vkey(), null))
        .isInstanceOf(AuditLogException.class);
  }

  private TestLog dailyLog() throws IOException {
    return dailyLog(SIZE);
  }

  private TestLog dailyLog(int size) throws IOException {
    TestLog log = new TestLog(root.resolve("log"), size);
    writeEpochs(log, size);
    return log;
  }

  /** Three days, and a checkpoint that the last of them signed. */
  private void writeEpochs(TestLog log, int size) throws IOException {
    Files.createDirectories(log.folder.epochs());
    for (int i = 0; i < BEGINS.length; i++) {
      TestSigner key = new TestSigner(Epoch.keyName("aico.local/" + TestLog.LOG_ID, i));
      @Nullable TestSigner before = keys.isEmpty() ? null : keys.getLast();
      Epoch epoch = new Epoch(i, key.vkey(), BEGINS[i], log.checkpoint(BEGINS[i]).root(), SINCE);
      Files.write(
          log.folder.epoch(i),
          epoch.sign(log.signer.vkey(), log.signer, before == null ? null : before.vkey(), before));
      keys.add(key);
    }
    writeCheckpoint(log, size, keys.getLast());
  }

  private static void writeCheckpoint(TestLog log, int size, TestSigner key) throws IOException {
    String note = SignedNote.sign(log.checkpoint(size).text(), log.signer.vkey(), log.signer);
    Files.writeString(log.folder.checkpoint(), SignedNote.cosign(note, key.vkey(), key));
  }

  /** The same log with another leaf, by the same key of the log. */
  private TestLog rewritten(TestLog log, int leaf) throws IOException {
    TestLog other = new TestLog(root.resolve("other"), SIZE, log.signer, leaf);
    Files.createDirectories(other.folder.epochs());
    return other;
  }

  private static Verification verify(TestLog log, Vkey anchor) {
    return LogVerifier.verify(log.folder.root(), log.signer.vkey(), null, anchor);
  }
}
