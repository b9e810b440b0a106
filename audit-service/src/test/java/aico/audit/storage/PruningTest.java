package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.Leaves;
import aico.audit.Pruner;
import aico.audit.PrunerSteps;
import aico.audit.Records;
import aico.audit.Retention;
import aico.audit.SignedTree;
import aico.audit.crypto.SigningKey;
import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.DamagedLog;
import aico.audit.log.LogFolder;
import aico.audit.log.LogProof;
import aico.audit.log.LogVerifier;
import aico.audit.log.Problem;
import aico.audit.log.Proofs;
import aico.audit.log.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest events go, and everything that was ever signed still holds. */
class PruningTest {
  private static final int RECORDS = 2_000;
  private static final int FEW = 1_500;
  private static final String MARKER = "\"id\":\"id-7\"";

  private final SigningKey key = SigningKey.generate(TestLogFiles.ORIGIN);
  @TempDir private Path root;

  @AfterEach
  void closeKey() {
    key.close();
  }

  private TestLogFiles open(Path at) {
    return new TestLogFiles(at, key);
  }

  private TestLogFiles filled() throws Exception {
    return filled(RECORDS);
  }

  private TestLogFiles filled(int records) throws Exception {
    TestLogFiles log = open(root.resolve("log"));
    for (int i = 0; i < records; i += 50) {
      log.append(i + 1L, 50);
    }
    log.publish();
    return log;
  }

  private static void prune(TestLogFiles log, Runnable step) throws Exception {
    Pruner pruner = PruningMain.pruner(log, step);
    PrunerSteps.look(pruner);
    log.publish();
    PrunerSteps.look(pruner);
  }

  private static List<Path> filesWith(Path in, String text) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var all = Files.walk(in)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void prune_dropsTheOldest_andEveryProofStillHolds() throws Exception {
    List<Checkpoint> published = new ArrayList<>();
    long first;
    try (TestLogFiles log = open(root.resolve("log"))) {
      log.checkpoints.onPublished(head -> published.add(head.checkpoint()));
      for (int i = 0; i < RECORDS; i += 50) {
        log.append(i + 1L, 50);
        log.publish();
      }
      assertThat(filesWith(root, MARKER)).isNotEmpty();

      prune(log, () -> {});

      first = log.store.first();
      assertThat(first).isPositive().isEqualTo(log.folder.first());
      assertThat(filesWith(root, MARKER)).isEmpty();
      Verification verified = log.verify();
      assertThat(verified.problems()).isEmpty();
      assertThat(verified.first()).isEqualTo(first);
      assertThat(verified.size()).isEqualTo(RECORDS + 1L);
      SignedTree tree = new SignedTree(log.folder, log.checkpoints);
      Checkpoint last = published.getLast();
      for (Checkpoint earlier : published) {
        List<byte[]> path = tree.between(earlier.size(), last.size());
        assertThat(
                Proofs.verifyConsistency(
                    earlier.size(), last.size(), earlier.root(), last.root(), path))
            .isTrue();
        assertThat(LogVerifier.verify(log.folder.root(), key.vkey(), earlier).problems()).isEmpty();
      }
      assertThat(LogProof.make(log.folder.root(), key.vkey(), first).check(key.vkey()).size())
          .isEqualTo(last.size());
      assertThatThrownBy(() -> LogProof.make(log.folder.root(), key.vkey(), first - 1))
          .isInstanceOf(AuditLogException.class)
          .hasMessageContaining("pruned");
    }
    try (TestLogFiles log = open(root.resolve("log"))) {
      assertThat(log.found.stopped()).isNull();
      assertThat(log.found.repairedTiles()).isZero();
      assertThat(log.found.size()).isEqualTo(RECORDS + 1L);
      assertThat(log.journal.head("vault-service", Records.INCARNATION)).isEqualTo(RECORDS);
      log.append(RECORDS + 1L, 600);
      log.publish();
      prune(log, () -> {});
      assertThat(log.store.first()).isGreaterThan(first);
      assertThat(log.verify().problems()).isEmpty();
    }
    try (TestLogFiles log = open(root.resolve("log"))) {
      assertThat(log.found.stopped()).isNull();
      assertThat(log.verify().problems()).isEmpty();
    }
  }

  @Test
  void prune_beforeItsRecordIsSigned_dropsNothing() throws Exception {
    try (TestLogFiles log = filled()) {
      Pruner pruner = PruningMain.pruner(log, () -> {});
      PrunerSteps.look(pruner);
      PrunerSteps.look(pruner);
      PrunerSteps.look(pruner);
      assertThat(log.store.size()).isEqualTo(RECORDS + 1L);
      assertThat(log.folder.first()).isZero();
      log.publish();
      PrunerSteps.look(pruner);
      assertThat(log.folder.first()).isPositive();
    }
  }

  @Test
  void die_atEachStep_leavesALogThatOpensAndVerifies() throws Exception {
    try (TestLogFiles log = filled(FEW)) {
      Pruner pruner = PruningMain.pruner(log, () -> {});
      PrunerSteps.look(pruner);
      log.publish();
    }
    AtomicInteger steps = new AtomicInteger();
    Path whole = root.resolve("whole");
    copy(root.resolve("log"), whole);
    try (TestLogFiles log = open(whole)) {
      prune(log, steps::incrementAndGet);
    }
    assertThat(steps.get()).isGreaterThan(6);
    for (int n = 1; n <= steps.get(); n++) {
      Path at = root.resolve("step-" + n);
      copy(root.resolve("log"), at);
      AtomicInteger left = new AtomicInteger(n);
      try (TestLogFiles log = open(at)) {
        assertThatThrownBy(() ->
                prune(
                    log,
                    () -> {
                      if (left.decrementAndGet() == 0) {
                        throw new IllegalStateException("killed");
                      }
                    }))
            .hasMessage("killed");
      }
      assertThat(LogVerifier.verify(at, key.vkey(), null).problems()).as("step %s", n).isEmpty();
      try (TestLogFiles log = open(at)) {
        assertThat(log.found.stopped()).as("step %s", n).isNull();
        assertThat(log.verify().problems()).as("step %s", n).isEmpty();
        assertThat(log.journal.head("vault-service", Records.INCARNATION)).isEqualTo(FEW);
        if (n > 1) {
          assertThat(log.store.first()).as("step %s", n).isPositive();
          assertThat(filesWith(at, MARKER)).as("step %s", n).isEmpty();
        }
      }
    }
  }

  @Test
  void start_withoutWhatItKeptOfTheDropped_takesTheTiles() throws Exception {
    try (TestLogFiles log = filled()) {
      prune(log, () -> {});
    }
    Path file = new LogFolder(root.resolve("log")).pruned();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (TestLogFiles log = open(root.resolve("log"))) {
      assertThat(log.found.stopped()).isNull();
      assertThat(log.store.size()).isEqualTo(RECORDS + 1L);
    }
    Files.delete(file);
    try (TestLogFiles log = open(root.resolve("log"))) {
      assertThat(log.found.stopped()).isNull();
      log.append(RECORDS + 1L, 5);
      log.publish();
      assertThat(log.verify().problems()).isEmpty();
    }
  }

  @Test
  void aSegmentThatIsGone_withoutTheLogSayingSo_isDamage() throws Exception {
    try (TestLogFiles log = filled()) {
      Files.delete(log.folder.segment(0));
      assertThat(log.verify().problems())
          .extracting(Problem::message)
          .anyMatch(message -> message.contains("does not say"));
    }
    assertThatThrownBy(() -> open(root.resolve("log"))).isInstanceOf(DamagedLog.class);
  }

  @Test
  void oneSegmentMoreGone_thanTheLogSays_isDamage() throws Exception {
    try (TestLogFiles log = filled()) {
      prune(log, () -> {});
      Files.delete(log.folder.segment(log.folder.first()));
      assertThat(log.verify().whole()).isFalse();
    }
    assertThatThrownBy(() -> open(root.resolve("log"))).isInstanceOf(DamagedLog.class);
  }

  @Test
  void aHashOfADroppedEvent_thatWasChanged_isFound() throws Exception {
    try (TestLogFiles log = filled()) {
      prune(log, () -> {});
      Path tile = log.folder.root().resolve("tile/0/001");
      byte[] bytes = Files.readAllBytes(tile);
      bytes[40] ^= 1;
      Files.write(tile, bytes);
      assertThat(log.verify().whole()).isFalse();
    }
  }

  @Test
  void read_overWhatIsDroppedMeanwhile_goesOnAtTheFirstKept() throws Exception {
    try (TestLogFiles log = filled();
        Leaves atTheStart = log.leaves().from(0);
        Leaves untouched = log.leaves().from(3)) {
      assertThat(atTheStart.next()).isPresent();
      prune(log, () -> {});
      long first = log.store.first();
      assertThat(atTheStart.next()).isPresent();
      assertThat(atTheStart.nextIndex()).isEqualTo(first + 1);
      assertThat(untouched.next()).isPresent();
      assertThat(untouched.nextIndex()).isEqualTo(first + 1);
      try (Leaves later = log.leaves().from(5)) {
        assertThat(later.nextIndex()).isEqualTo(first);
        assertThat(later.next()).isPresent();
      }
    }
  }

  @Test
  void limits_ofTheOwner_areStrict() throws Exception {
    RetentionFile file = new RetentionFile(root);
    assertThat(file.get()).isEqualTo(Retention.standard());
    Path path = root.resolve("retention.json");
    Files.writeString(
        path,
        "{\"version\":1,\"max_days\":30,\"max_mib\":64,\"floor_days\":{\"key.slot_added\":20}}");
    assertThat(file.get()).isEqualTo(new Retention(30, 64L << 20, Map.of("key.slot_added", 20)));
    for (String bad :
        List.of(
            "",
            "{}",
            "{\"version\":2,\"max_days\":30,\"max_mib\":64,\"floor_days\":{}}",
            "{\"version\":1,\"max_days\":0,\"max_mib\":64,\"floor_days\":{}}",
            "{\"version\":1,\"max_days\":30,\"max_mib\":1,\"floor_days\":{}}",
            "{\"version\":1,\"max_days\":30,\"max_mib\":64,\"floor_days\":{\"a b\":1}}",
            "{\"version\":1,\"max_days\":30,\"max_mib\":64,\"floor_days\":{},\"x\":1}",
            " ".repeat(70_000))) {
      Files.writeString(path, bad);
      assertThatThrownBy(file::get).isInstanceOf(StateFileDamaged.class);
    }
    file.put(Retention.standard());
    assertThat(file.get()).isEqualTo(Retention.standard());
    assertThat(file.areOwn()).isTrue();
  }
}
