package aico.bus.testing;

import aico.bus.zmq.Json;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RecordHello;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plays audit-service: keeps what the service records. */
public final class PlayedAudit implements RecordHandler {
  private final List<JsonNode> data = new CopyOnWriteArrayList<>();
  private long last;

  @Override
  public synchronized CompletionStage<Long> hello(RecordHello hello) {
    return CompletableFuture.completedStage(last);
  }

  @Override
  public synchronized CompletionStage<Long> store(RecordBatch batch) {
    for (int i = 0; i < batch.records().size(); i++) {
      if (batch.firstSequence() + i > last) {
        data.add(Json.tolerant().tree(batch.records().get(i)).path("data"));
      }
    }
    last = Math.max(last, batch.lastSequence());
    return CompletableFuture.completedStage(last);
  }

  /** The event codes so far, in order. */
  public List<String> codes() {
    return data.stream().map(d -> d.path("metadata").path("event_code").asText()).toList();
  }

  /** The data of all events of a code. */
  public List<JsonNode> of(String code) {
    return data.stream()
        .filter(d -> d.path("metadata").path("event_code").asText().equals(code))
        .toList();
  }
}
