package aico.bus.connector;

import aico.bus.zmq.Bus;
import aico.bus.zmq.RecordSender;
import aico.bus.zmq.Reserve;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The outboxes of this process, one for each topic of records that it writes to. */
public final class Outboxes implements AutoCloseable {
  private final Bus bus;
  private final Path folder;
  private final Map<String, RecordSender> senders = new HashMap<>();

  /**
   * Outboxes below a folder, opened as they are asked for.
   *
   * @param folder gets one folder for each topic
   */
  public Outboxes(Bus bus, Path folder) {
    this.bus = bus;
    this.folder = folder;
  }

  /** The sink that ends in a topic's outbox. */
  public RecordSink of(String topic) {
    RecordSender sender = sender(topic);
    return new RecordSink() {
      @Override
      public CompletionStage<?> append(byte[] record, Reserve reserve) {
        return sender.append(record, reserve);
      }

      @Override
      public CompletionStage<?> append(List<byte[]> records, Reserve reserve) {
        return sender.append(records, reserve);
      }

      @Override
      public long acknowledged() {
        return sender.acknowledged();
      }
    };
  }

  private synchronized RecordSender sender(String topic) {
    return senders.computeIfAbsent(topic, name -> bus.sender(name, folder.resolve(name)));
  }

  @Override
  public synchronized void close() {
    senders.values().forEach(RecordSender::close);
    senders.clear();
  }
}
