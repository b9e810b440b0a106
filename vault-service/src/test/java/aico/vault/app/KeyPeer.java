package aico.vault.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Topics;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.PlayedSubjects;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.EventPublisher;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import aico.vault.InMemoryVaultKeys;
import aico.vault.VaultKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Plays key-service over real sockets. */
final class KeyPeer implements AutoCloseable {
  private static final String ANY_KEY = "00".repeat(32);

  private final InMemoryVaultKeys keys;
  private final Bus bus;
  private final EventPublisher events;
  private volatile @Nullable String unlockId;

  KeyPeer(Path state, InMemoryVaultKeys keys) {
    this.keys = keys;
    bus = Bus.open(state, BusMeters.none());
    events = bus.publisher(Topics.KEY_EVENTS);
    var unused = bus.serve(Topics.KEY_REQUESTS, this::answer);
  }

  void unlock(String newUnlockId) {
    keys.lock(false);
    unlockId = newUnlockId;
    events.publish("key.unlocked", Map.of());
  }

  void lock() {
    keys.lock(true);
    unlockId = null;
    events.publish("key.locked", Map.of());
  }

  private CompletionStage<OutgoingReply> answer(IncomingRequest incoming) {
    return switch (incoming.request()) {
      case KeyRequest.State state ->
          CompletableFuture.completedStage(
              OutgoingReply.of(
                  new KeyReply.State(
                      events.incarnation(),
                      ANY_KEY,
                      "file",
                      List.of(new KeyReply.UserState("owner", unlockId)))));
      case KeyRequest.VaultKey(String user, String vaultId, int epoch, String recipient) ->
          CompletableFuture.completedStage(handOut(keys.fetch(user, vaultId, epoch), recipient));
      case KeyRequest.ServiceKey(String purpose, String recipient) ->
          CompletableFuture.completedStage(
              handOut(new VaultKeys.Answer.Key(manifestKey()), recipient));
      case KeyRequest.Subjects subjects ->
          CompletableFuture.completedStage(PlayedSubjects.answer(subjects));
      case Request<?> other ->
          CompletableFuture.failedStage(new RequestFailed(ErrorCode.FAILED, "not played"));
    };
  }

  /** The only service key that is asked for. */
  static SecretBytes manifestKey() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 9);
    return SecretBytes.copyOfAndWipe(bytes);
  }

  private static OutgoingReply handOut(VaultKeys.Answer answer, String recipient) {
    if (answer instanceof VaultKeys.Answer.Key(SecretBytes key)) {
      try (key) {
        byte[] sealed = SealedBox.seal(Hex.decode(recipient), key);
        return new OutgoingReply(new KeyReply.HandedOut(1), null, sealed);
      }
    }
    throw new RequestFailed(ErrorCode.LOCKED, "the keys are locked");
  }

  @Override
  public void close() {
    bus.close();
  }
}
