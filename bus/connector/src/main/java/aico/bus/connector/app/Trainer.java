package aico.bus.connector.app;

import aico.bus.connector.AuthHead;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.Json;
import aico.bus.zmq.OutgoingReply;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RecordHello;
import aico.bus.zmq.Reserve;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one peer of a service in training: plays every service it talks to, and its caller. */
final class Trainer {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int SERVICE_KEY_BYTES = 32;
  private static final int MAX_TRIES = 10;
  private static final long PAUSE_MS = 300;
  private static final System.Logger LOG = System.getLogger(Trainer.class.getName());

  private final Bus bus;
  private final String trained;
  private final BusBeans beans;
  private final TrainingToken token;
  private final CountDownLatch recordsCame = new CountDownLatch(1);
  private int done;

  Trainer(Bus bus, String trained, BusBeans beans) {
    this.bus = bus;
    this.trained = trained;
    this.beans = beans;
    this.token = new TrainingToken();
  }

  /** The number of exercises that went through. */
  int run() throws InterruptedException {
    Map<String, BundleTopic> topics = bus.bundle().topics();
    topics.forEach((topic, entry) -> {
      if (entry instanceof BundleTopic.Owned) {
        own(topic, entry.kind());
      }
    });
    topics.forEach((topic, entry) -> {
      if (entry instanceof BundleTopic.Joined) {
        exercise(topic, () -> join(topic, entry.kind()));
      }
    });
    for (RequestType type : RequestType.values()) {
      readEmpty(type.requestClass());
      readEmpty(type.replyClass());
    }
    boolean sendsRecords = topics.get(Topics.AUDIT_RECORDS) instanceof BundleTopic.Owned;
    if (sendsRecords && recordsCame.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
      done++;
    }
    return done;
  }

  private void own(String topic, TopicKind kind) {
    switch (kind) {
      case REQUESTS -> bus.serve(topic, this::answer);
      case EVENTS -> bus.publisher(topic).publish("training.began", new AuthHead("training", 1));
      case RECORDS -> bus.receiver(topic, new Taker());
      case STREAM -> {}
    }
  }

  private CompletionStage<OutgoingReply> answer(IncomingRequest request) {
    OutgoingReply reply =
        switch (request.request()) {
          case KeyRequest.ServiceKey key -> throwawayKey(key);
          case AuthRequest.State state ->
              OutgoingReply.of(
                  new AuthReply.State("training", 1, List.of(token.verificationKey()), List.of()));
          case PolicyRequest.State state -> OutgoingReply.of(new PolicyReply.State("training", 1));
          case PolicyRequest.Decide decide ->
              OutgoingReply.of(
                  new PolicyReply.Decision(false, "training", "this process only trains", 1));
          default -> throw new RequestFailed(ErrorCode.LOCKED, "this process only trains");
        };
    return CompletableFuture.completedStage(reply);
  }

  private static OutgoingReply throwawayKey(KeyRequest.ServiceKey request) {
    try (SecretBytes key = SecretBytes.random(SERVICE_KEY_BYTES)) {
      byte[] sealed = SealedBox.seal(Hex.decode(request.recipient()), key);
      return new OutgoingReply(new KeyReply.HandedOut(1), null, sealed);
    }
  }

  private void join(String topic, TopicKind kind) throws Exception {
    switch (kind) {
      case REQUESTS -> {
        askUntilStarted(topic);
        askActing(topic);
      }
      case EVENTS -> bus.subscribe(topic, new Silent());
      case RECORDS ->
          bus.sender(topic, beans.trainingHome().orElseThrow().trainerFolder().resolve("outbox"))
              .append("{}".getBytes(StandardCharsets.UTF_8), Reserve.NONE)
              .get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      case STREAM -> {}
    }
  }

  /** A service that waits for its keys answers in a moment. */
  private void askUntilStarted(String topic) throws InterruptedException {
    try (var client = bus.client(topic)) {
      for (int tries = 1; true; tries++) {
        try {
          client.ask(harmless(topic), null, null, DEADLINE);
          done++;
          return;
        } catch (RequestFailed e) {
          if (e.code() != ErrorCode.UNREACHABLE || tries == MAX_TRIES) {
            countAnswered(e);
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    }
  }

  /** A request that acts, with a token that holds: the guard asks the trainer, who denies. */
  private void askActing(String topic) {
    for (RequestType type : RequestType.values()) {
      Request<?> acting = type.topic().equals(topic) ? acting(type) : null;
      if (acting != null) {
        try (var client = bus.client(topic)) {
          client.ask(acting, token.of(trained, TrainingHome.TRAINER), null, DEADLINE);
        } catch (RequestFailed e) {
          countAnswered(e);
        }
        return;
      }
    }
  }

  private static @Nullable Request<?> acting(RequestType type) {
    return switch (type) {
      case VAULT_MOUNT -> new VaultRequest.Mount("training");
      case AUDIT_INTEGRATOR_ADD -> new AuditRequest.IntegratorAdd("training", "0".repeat(64));
      default -> null;
    };
  }

  private static Request<?> harmless(String topic) {
    return switch (topic.substring(0, topic.indexOf('.'))) {
      case "key" -> new KeyRequest.State();
      case "auth" -> new AuthRequest.State();
      case "policy" -> new PolicyRequest.State();
      case "audit" -> new AuditRequest.State();
      default -> new VaultRequest.ListVaults();
    };
  }

  /** An error is an answer, too, unless nobody gave it. */
  private void countAnswered(RequestFailed e) {
    if (e.code() == ErrorCode.UNREACHABLE) {
      LOG.log(System.Logger.Level.INFO, "training: {0}", e.getMessage());
    } else {
      done++;
    }
  }

  private interface Exercise {
    void run() throws Exception;
  }

  private void exercise(String topic, Exercise exercise) {
    try {
      exercise.run();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.INFO, "training: {0}: {1}", topic, e.toString());
    }
  }

  private static void readEmpty(Class<?> type) {
    try {
      Json.strict().read("{}".getBytes(StandardCharsets.UTF_8), type);
    } catch (InvalidField e) {
      // Its reader is built, which is all that was wanted.
    }
  }

  private final class Taker implements RecordHandler {
    @Override
    public CompletionStage<Long> hello(RecordHello hello) {
      return CompletableFuture.completedStage(0L);
    }

    @Override
    public CompletionStage<Long> store(RecordBatch batch) {
      recordsCame.countDown();
      return CompletableFuture.completedStage(batch.lastSequence());
    }
  }

  private static final class Silent implements EventListener {
    @Override
    public void onEvent(BusEvent event) {}

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }
}
