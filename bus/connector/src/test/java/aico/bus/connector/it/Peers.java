package aico.bus.connector.it;

import aico.bus.connector.AuthHead;
import aico.bus.connector.Tokens;
import aico.bus.contract.AuthReply;
import aico.bus.contract.AuthRequest;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.Bus;
import aico.bus.zmq.EventPublisher;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import aico.bus.zmq.RecordBatch;
import aico.bus.zmq.RecordHandler;
import aico.bus.zmq.RecordHello;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The other services, as small as the sample needs them, each on its own bus. */
final class Peers {
  private Peers() {}

  /** Auth-service: its state can be changed, its heartbeats follow. */
  static final class Auth implements AutoCloseable {
    private final Bus bus;
    private final EventPublisher publisher;
    private volatile AuthReply.State state;
    private volatile int asked;

    Auth(TestHome home, AuthReply.State state) {
      this.state = state;
      bus = home.bus("auth-service");
      publisher = bus.publisher("auth.events");
      publisher.heartbeatState(() -> new AuthHead(this.state.incarnation(), this.state.head()));
      bus.serve("auth.requests", this::answer);
    }

    private synchronized CompletionStage<OutgoingReply> answer(IncomingRequest request) {
      if (!(request.request() instanceof AuthRequest.State)) {
        throw new RequestFailed(ErrorCode.DENIED, "not here");
      }
      asked++;
      return CompletableFuture.completedStage(OutgoingReply.of(state));
    }

    /** How often the state was read. */
    int asked() {
      return asked;
    }

    void revoke(Tokens tokens, String sessionId) {
      state =
          new AuthReply.State(
              state.incarnation(),
              state.head() + 1,
              List.of(tokens.verificationKey()),
              List.of(sessionId));
      publisher.beat();
    }

    @Override
    public void close() {
      bus.close();
    }
  }

  /** Policy-service: allows or denies as told. */
  static final class Policy implements AutoCloseable {
    private final Bus bus;
    volatile boolean allows = true;
    final List<PolicyRequest.Decide> asked = Collections.synchronizedList(new ArrayList<>());

    Policy(TestHome home) {
      bus = home.bus("policy-service");
      bus.serve("policy.requests", this::answer);
    }

    private CompletionStage<OutgoingReply> answer(IncomingRequest request) {
      Reply reply =
          switch (request.request()) {
            case PolicyRequest.Decide decide -> {
              asked.add(decide);
              yield allows
                  ? new PolicyReply.Decision(true, "owner", null, 1)
                  : new PolicyReply.Decision(false, "default-deny", "ask the owner", 1);
            }
            default -> new PolicyReply.State("p1", 1);
          };
      return CompletableFuture.completedStage(OutgoingReply.of(reply));
    }

    @Override
    public void close() {
      bus.close();
    }
  }

  /** Key-service: hands out one key and tells events. */
  static final class Keys implements AutoCloseable {
    private final Bus bus;
    final EventPublisher publisher;

    Keys(TestHome home) {
      bus = home.bus("key-service");
      publisher = bus.publisher("key.events");
      bus.serve("key.requests", Keys::answer);
    }

    private static CompletionStage<OutgoingReply> answer(IncomingRequest request) {
      if (!(request.request() instanceof KeyRequest.ServiceKey ask)) {
        throw new RequestFailed(ErrorCode.DENIED, "not here");
      }
      try (SecretBytes key = SecretBytes.random(32)) {
        byte[] sealed = SealedBox.seal(Hex.decode(ask.recipient()), key);
        return CompletableFuture.completedStage(
            new OutgoingReply(new KeyReply.HandedOut(1), null, sealed));
      }
    }

    @Override
    public void close() {
      bus.close();
    }
  }

  /** Audit-service: keeps records in memory. */
  static final class Audit implements AutoCloseable {
    private final Bus bus;
    final List<String> records = Collections.synchronizedList(new ArrayList<>());

    Audit(TestHome home) {
      bus = home.bus("audit-service");
      bus.receiver("audit.records", new Keep());
      bus.receiver("other.records", new Keep());
    }

    private final class Keep implements RecordHandler {
      @Override
      public CompletionStage<Long> hello(RecordHello hello) {
        return CompletableFuture.completedStage(hello.baseSequence());
      }

      @Override
      public CompletionStage<Long> store(RecordBatch batch) {
        for (byte[] record : batch.records()) {
          records.add(new String(record, StandardCharsets.UTF_8));
        }
        return CompletableFuture.completedStage(batch.lastSequence());
      }
    }

    boolean has(String... parts) {
      return List.copyOf(records).stream()
          .anyMatch(record -> java.util.Arrays.stream(parts).allMatch(record::contains));
    }

    @Override
    public void close() {
      bus.close();
    }
  }
}
