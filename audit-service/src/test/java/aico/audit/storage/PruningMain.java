package aico.audit.storage;

import aico.audit.Pruner;
import aico.audit.PrunerSteps;
import aico.audit.Retention;
import aico.audit.crypto.SigningKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process whose disk is recorded: fills a log, and when told to drops the oldest of it. */
public final class PruningMain {
  static final int RECORDS = 1_500;

  /** Half of the segments. */
  static final long MAX_BYTES = 8 * TestLogFiles.SEGMENT_MAX_BYTES;

  private PruningMain() {}

  /** Argument: the folder, with the log's key in it. Says {@code full}, then reads a byte. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    SigningKey key = AppendingMain.key(folder);
    TestLogFiles log = new TestLogFiles(folder.resolve("log"), key);
    for (int i = 0; i < RECORDS; i += 50) {
      log.append(i + 1L, 50);
    }
    log.publish();
    System.out.println("full");
    var unused = System.in.read();
    Pruner pruner = pruner(log, () -> {});
    PrunerSteps.look(pruner);
    log.publish();
    PrunerSteps.look(pruner);
    System.out.println("dropped before " + log.store.first());
    Runtime.getRuntime().halt(0);
  }

  static Pruner pruner(TestLogFiles log, Runnable step) {
    return new Pruner(
        new PrunedLog(
            log.folder,
            TestLogFiles.LOG_ID,
            log.store::keepFrom,
            () -> Optional.of(log.key.vkey()),
            step),
        () -> new Retention(400, MAX_BYTES, Map.of()),
        log.store::size,
        log.checkpoints::published,
        () -> true,
        log.journal::known,
        event -> {
          try {
            log.journal.record(event).toCompletableFuture().get(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        firstKept -> {});
  }
}
