package aico.audit.bus;

import aico.audit.Journal;
import aico.audit.Journal.Sent;
import aico.audit.Position;
import aico.bus.connector.RecordHeads;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHello;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes producers' records to the journal. */
public final class RecordIntake implements RecordHeads {
  private final Journal journal;
  private final Executor inOrder;

  /**
   * An intake.
   *
   * @param inOrder one thread that may block: it checks and hashes records
   */
  public RecordIntake(Journal journal, Executor inOrder) {
    this.journal = journal;
    this.inOrder = inOrder;
  }

  /**
   * Stores a batch; the stage completes when it is on disk. Batches are taken in call order without
   * waiting for earlier ones, so that one sync serves many; the producers' credit bounds how many.
   */
  public CompletionStage<Void> store(RecordBatch batch) {
    return inOrder(() -> journal.submit(sent(batch)));
  }

  private <T> CompletionStage<T> inOrder(Supplier<CompletionStage<T>> task) {
    return CompletableFuture.supplyAsync(task, inOrder).thenCompose(Function.identity());
  }

  private static List<Sent> sent(RecordBatch batch) {
    List<Sent> records = new ArrayList<>(batch.records().size());
    long sequence = batch.firstSequence();
    for (byte[] record : batch.records()) {
      records.add(
          new Sent(new Position(batch.principal(), batch.incarnation(), sequence++), record));
    }
    return records;
  }

  /** Behind what is still waiting, so that nothing under way is asked for again. */
  @Override
  public CompletionStage<Long> stored(RecordHello hello) {
    return inOrder(() -> journal.submit(List.of()))
        .thenApply(done -> {
          long head = journal.head(hello.principal(), hello.incarnation());
          if (hello.headSequence() < head) {
            var unused =
                journal.alarm(
                    differing(hello, head, "outbox ends before what is stored of it")
                        .with("outbox_head", Long.toString(hello.headSequence())));
          } else if (hello.baseSequence() > head) {
            var unused =
                journal.alarm(
                    differing(hello, head, "records that were acknowledged are not stored")
                        .with("outbox_head", Long.toString(hello.baseSequence())));
          }
          return head;
        });
  }

  /** Yesterday's copy of an outbox, or of the log: what comes next does not follow. */
  private static AuditEvent differing(RecordHello hello, long head, String reason) {
    return AuditEvent.of(EventCode.RECORD_CONFLICT)
        .by(hello.principal(), null)
        .with("producer", hello.principal())
        .with("incarnation", hello.incarnation())
        .with("reason", reason)
        .with("stored_head", Long.toString(head));
  }
}
