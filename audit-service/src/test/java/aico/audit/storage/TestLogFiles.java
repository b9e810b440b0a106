package aico.audit.storage;

import aico.audit.Checkpoints;
import aico.audit.Duplicates;
import aico.audit.Journal;
import aico.audit.Journal.Sent;
import aico.audit.Leaves;
import aico.audit.Position;
import aico.audit.Records;
import aico.audit.SignedHead;
import aico.audit.TestEvents;
import aico.audit.crypto.LibCryptoDigests;
import aico.audit.crypto.SigningKey;
import aico.audit.log.LogFolder;
import aico.audit.log.LogVerifier;
import aico.audit.log.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A log on disk as the service has it, opened and closed by hand. */
final class TestLogFiles implements AutoCloseable {
  static final String LOG_ID = "00112233445566778899aabbccddeeff";
  static final String ORIGIN = "aico.local/" + LOG_ID;
  static final long SEGMENT_MAX_BYTES = 20_000;

  final LogFolder folder;
  final SigningKey key;
  final SegmentStore store;
  final Journal journal;
  final Checkpoints checkpoints;
  final Recovery.Found found;
  private final Thread writer;

  TestLogFiles(Path root, SigningKey key) {
    this(root, key, ChannelFile::open);
  }

  TestLogFiles(Path root, SigningKey key, AppendFile.Opener opener) {
    this.folder = new LogFolder(root);
    this.key = key;
    TileFolder tiles = new TileFolder(folder);
    CheckpointFile file = new CheckpointFile(folder);
    @Nullable SignedHead last = file.read(key.vkey());
    new PrunedLog(folder, LOG_ID).finish();
    found = Recovery.run(folder, LOG_ID, tiles, last);
    store = new SegmentStore(folder, LOG_ID, found.size(), SEGMENT_MAX_BYTES, opener);
    Duplicates duplicates = found.duplicates();
    journal =
        new Journal(
            store,
            duplicates,
            new LibCryptoDigests(),
            TestEvents.events(),
            "audit-service",
            "%032x".formatted(found.size() + 1));
    checkpoints =
        new Checkpoints(
            store::size,
            leaves(),
            new LibCryptoDigests(),
            tiles,
            file,
            InstantSource.system(),
            found.tree(),
            last,
            found.stopped());
    writer = new Thread(journal);
    writer.start();
  }

  /** What a start looks at. */
  record Parts(LogFolder folder, TileFolder tiles, @Nullable SignedHead last) {}

  static Parts parts(Path root, SigningKey key) {
    LogFolder folder = new LogFolder(root);
    return new Parts(folder, new TileFolder(folder), new CheckpointFile(folder).read(key.vkey()));
  }

  Leaves.Source leaves() {
    return LogReplay.of(folder, store);
  }

  /** Stores records of vault-service with these sequences. */
  void append(long from, int count) throws Exception {
    List<Sent> records = new ArrayList<>();
    for (long i = from; i < from + count; i++) {
      records.add(Records.sent("vault-service", i));
    }
    submit(records);
  }

  void append(long sequence, byte[] record) throws Exception {
    submit(List.of(new Sent(new Position("vault-service", Records.INCARNATION, sequence), record)));
  }

  private void submit(List<Sent> records) throws Exception {
    journal.submit(records).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  void publish() {
    checkpoints.publish(key);
  }

  Verification verify() {
    return LogVerifier.verify(folder.root(), key.vkey(), null);
  }

  @Override
  public void close() throws IOException {
    journal.end();
    try {
      writer.join(5_000);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    checkpoints.close();
    store.close();
  }
}
