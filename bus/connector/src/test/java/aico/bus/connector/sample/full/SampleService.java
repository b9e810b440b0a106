package aico.bus.connector.sample.full;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.BusSignal;
import aico.bus.connector.NotRecorded;
import aico.bus.connector.OneTimeKeys;
import aico.bus.connector.OutgoingEvent;
import aico.bus.connector.OutgoingRecords;
import aico.bus.connector.RecordHeads;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.Trail;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Resource;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHello;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * Stands where vault-service stands, and does what the test asks for by the vault's name; what came
 * in on other channels it tells in the list of vaults.
 */
@ApplicationScoped
public class SampleService implements RecordHeads {
  private static final int BATCH = 256;
  private static final int BATCHES_UNDER_WAY = 16;

  static final String MARKER = "planted-marker-7f3a";

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  @Inject Trail trail;
  @Inject ServiceKeys serviceKeys;
  @Inject OneTimeKeys oneTimeKeys;

  @Inject
  @Channel("events")
  MutinyEmitter<OutgoingEvent> events;

  @Inject
  @Channel("records-out")
  MutinyEmitter<Object> records;

  @Incoming("requests")
  @Outgoing("replies")
  @RunOnVirtualThread
  @Nullable Answer handle(Ask ask) {
    return switch (ask.request()) {
      case VaultRequest.Unmount unmount -> behave(unmount.name(), ask);
      case VaultRequest.Mount mount ->
          vault(
              mount.name(), ask.requiredPerson().user() + "/" + Thread.currentThread().isVirtual());
      case VaultRequest.Create create -> vault(create.name(), ask.requiredPerson().sessionId());
      case VaultRequest.ListVaults list ->
          Answer.of(
              new VaultReply.Vaults(
                  List.copyOf(seen).stream()
                      .map(text -> new VaultReply.Vault("seen", "mounted", text))
                      .toList()));
      case VaultRequest.LockAll lock -> Answer.of(new VaultReply.Vaults(List.of()));
      default -> throw new IllegalStateException("not a vault request");
    };
  }

  private @Nullable Answer behave(String name, Ask ask) {
    if (name.startsWith("burst-")) {
      burst(Integer.parseInt(name.substring("burst-".length())));
      return vault(name, "durable");
    }
    return switch (name) {
      case "unexpected" -> throw new IllegalStateException(MARKER);
      case "typed" -> throw new RequestFailed(ErrorCode.LOCKED, "locked", "name", "rule-1", 7);
      case "invalid" -> throw new InvalidField("name", "not this one");
      case "unrecorded" -> throw new NotRecorded(MARKER, null);
      case "silent" -> null;
      case "echo" ->
          new Answer(
              new VaultReply.Vault(ask.caller().principal(), "mounted", ask.correlation()),
              "token-back",
              ask.sealed());
      case "record" -> {
        trail.record(
            AuditEvent.of(EventCode.INTEGRATOR_RENEWED)
                .on(new Resource("integrator", "siem"))
                .correlated(ask.correlation()));
        yield vault(name, "durable");
      }
      case "record-of-a-person" -> {
        trail.record(AuditEvent.of(EventCode.VAULT_MOUNTED).on(new Resource("vault", "diary")));
        yield vault(name, "durable");
      }
      case "send-record" -> {
        records.sendAndAwait("record".getBytes(StandardCharsets.UTF_8));
        yield vault(name, "acked");
      }
      case "publish" -> {
        events.sendAndAwait(new OutgoingEvent("vault.mounted", Map.of("n", 1)));
        yield vault(name, "published");
      }
      case "service-key" -> {
        try (SecretBytes key = serviceKeys.get("sample")) {
          yield vault(name, Integer.toString(key.sizeBytes()));
        }
      }
      case "one-time-key" -> vault(name, oneTimeKeys.create(ask.caller().principal()).publicKey());
      default -> vault(name, "");
    };
  }

  /** Sends records of 512 bytes in batches, some under way; a full outbox is tried again. */
  private void burst(int count) {
    Semaphore underWay = new Semaphore(BATCHES_UNDER_WAY);
    for (int sent = 0; sent < count; sent += BATCH) {
      underWay.acquireUninterruptibly();
      byte[][] batch = new byte[Math.min(BATCH, count - sent)][512];
      records
          .send(new OutgoingRecords(List.of(batch)))
          .onFailure()
          .retry()
          .withBackOff(Duration.ofMillis(20))
          .indefinitely()
          .subscribe()
          .with(done -> underWay.release(), failure -> underWay.release());
    }
    underWay.acquireUninterruptibly(BATCHES_UNDER_WAY);
  }

  private static Answer vault(String name, String path) {
    return Answer.of(new VaultReply.Vault(name, "mounted", path));
  }

  @Incoming("key-events")
  @RunOnVirtualThread
  void on(BusSignal signal) {
    switch (signal) {
      case BusSignal.Happened happened -> {
        seen.add(happened.event().type() + " " + happened.event().sequence());
        if (happened.event().type().equals("sample.unhandled")) {
          throw new IllegalStateException(MARKER);
        }
      }
      case BusSignal.Gap gap -> seen.add("gap " + gap.topic());
      case BusSignal.Silence silence -> seen.add("silence " + silence.topic());
    }
  }

  @Incoming("records-in")
  @RunOnVirtualThread
  void store(RecordBatch batch) {
    if (seen.stream().noneMatch(text -> text.startsWith("refused"))) {
      seen.add("refused " + batch.firstSequence());
      throw new IllegalStateException("the first batch is not stored");
    }
    seen.add("stored " + batch.principal() + " " + batch.lastSequence());
  }

  @Override
  public CompletionStage<Long> stored(RecordHello hello) {
    seen.add("hello " + hello.principal());
    return CompletableFuture.completedStage(0L);
  }
}
