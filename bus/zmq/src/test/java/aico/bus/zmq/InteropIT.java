package aico.bus.zmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libzmq's CURVE and a client in another language, against the page that describes both. */
class InteropIT {
  private static final String RECORDS = "vault.records";

  @Test
  void client_writtenFromTheProtocol_asksSubscribesAndRecords(@TempDir Path folder)
      throws Exception {
    BlockingQueue<RecordHello> hellos = new LinkedBlockingQueue<>();
    BlockingQueue<RecordBatch> batches = new LinkedBlockingQueue<>();
    try (TestHome home =
        new TestHome(folder)
            .principal("vault-service", Role.VAULT)
            .principal("cli", Role.CLI)
            .topic(Topics.VAULT_REQUESTS, TopicKind.REQUESTS, "vault-service")
            .topic(Topics.VAULT_EVENTS, TopicKind.EVENTS, "vault-service")
            .topic(RECORDS, TopicKind.RECORDS, "vault-service")
            .joins("cli", Topics.VAULT_REQUESTS, "vault.mount")
            .joins("cli", Topics.VAULT_EVENTS)
            .joins("cli", RECORDS)
            .provision()) {
      Bus bus = home.open("vault-service");
      bus.serve(
          Topics.VAULT_REQUESTS,
          request ->
              CompletableFuture.completedFuture(
                  new OutgoingReply(
                      new VaultReply.Vault("home", "mounted", "/x"), "a.b.c", new byte[] {7, 8})));
      EventPublisher publisher = bus.publisher(Topics.VAULT_EVENTS);
      bus.receiver(
          RECORDS,
          new RecordHandler() {
            @Override
            public CompletionStage<Long> hello(RecordHello hello) {
              hellos.add(hello);
              return CompletableFuture.completedFuture(0L);
            }

            @Override
            public CompletionStage<Long> store(RecordBatch batch) {
              batches.add(batch);
              return CompletableFuture.completedFuture(batch.lastSequence());
            }
          });
      Path script = Path.of(InteropIT.class.getResource("client.py").toURI());
      Process python =
          new ProcessBuilder("/usr/bin/python3", script.toString(), home.state("cli").toString())
              .redirectErrorStream(true)
              .start();
      // Until the subscriber has come: whatever it hears is the first to it.
      publisher.heartbeatState(Map::of);
      Thread events =
          Thread.ofVirtual()
              .start(() -> {
                while (python.isAlive()) {
                  publisher.publish("vault.mounted", Map.of("name", "home"));
                  java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                }
              });

      String output = new String(python.getInputStream().readAllBytes(), UTF_8);

      assertThat(python.waitFor()).as(output).isZero();
      events.join();
      assertThat(output.lines())
          .hasSize(4)
          .satisfiesExactly(
              reply ->
                  assertThat(reply)
                      .isEqualTo(
                          "{\"reply\": {\"name\": \"home\", \"state\": \"mounted\", \"path\":"
                              + " \"/x\", \"shared_with\": []}, \"token\": \"a.b.c\", \"sealed\": \"0708\"}"),
              error -> assertThat(error).contains("usage").contains("\"field\": \"x\""),
              event -> assertThat(event).contains("vault.mounted").contains("\"name\": \"home\""),
              ack -> assertThat(ack).startsWith("{\"acknowledged\": 3"));
      RecordHello hello = hellos.take();
      assertThat(hello.principal()).isEqualTo("cli");
      assertThat(output).contains(hello.headHash());
      assertThat(batches.take().records())
          .extracting(r -> new String(r, UTF_8))
          .containsExactly("first", "second", "");
    }
  }
}
