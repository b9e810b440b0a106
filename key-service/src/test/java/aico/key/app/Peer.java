package aico.key.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Topics;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.EventListener;
import aico.bus.zmq.IncomingReply;
import aico.bus.zmq.RequestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A principal of the suite, on real sockets with its real bundle. */
final class Peer implements AutoCloseable {
  static final String NONCE = "f0".repeat(16);

  /** A handful of derivations of 1 GiB on a busy machine, and a connection before them. */
  private static final Duration DEADLINE = Duration.ofSeconds(120);

  private final Bus bus;
  private final RequestClient client;
  private final List<BusEvent> events = new CopyOnWriteArrayList<>();
  private final List<BusEvent> heartbeats = new CopyOnWriteArrayList<>();

  Peer(Path folder) {
    bus = Bus.open(folder, BusMeters.none());
    client = bus.client(Topics.KEY_REQUESTS);
    var unused = bus.subscribe(Topics.KEY_EVENTS, new Listener());
  }

  private final class Listener implements EventListener {
    @Override
    public void onEvent(BusEvent event) {
      events.add(event);
    }

    @Override
    public void onHeartbeat(BusEvent heartbeat) {
      heartbeats.add(heartbeat);
    }

    @Override
    public void onGap() {}

    @Override
    public void onSilence() {}
  }

  /** Returns once the service answers each of them. */
  static void awaitReady(Peer... peers) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreException(RequestFailed.class)
        .until(() -> Stream.of(peers).allMatch(peer -> peer.state() != null));
  }

  List<BusEvent> events() {
    return events;
  }

  List<BusEvent> heartbeats() {
    return heartbeats;
  }

  IncomingReply ask(Request<? extends Reply> request, byte... sealed) {
    return client.ask(request, null, sealed.length == 0 ? null : sealed, DEADLINE);
  }

  KeyReply.State state() {
    return (KeyReply.State) ask(new KeyRequest.State()).reply();
  }

  KeyReply.Unlocked unlock(String password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    return (KeyReply.Unlocked)
        ask(new KeyRequest.Unlock("owner", key.key_id(), NONCE), seal(key, password)).reply();
  }

  /** The recovery kit. */
  SecretBytes create(String password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      return recipient.open(
          Objects.requireNonNull(
              ask(
                      new KeyRequest.CreateUser(
                          "owner", key.key_id(), Hex.encode(recipient.publicKey()), NONCE),
                      seal(key, password))
                  .sealed()));
    }
  }

  KeyReply.Unlocked unlockWithKit(SecretBytes kit) {
    KeyReply.OneTimeKey key = oneTimeKey();
    return (KeyReply.Unlocked)
        ask(new KeyRequest.UnlockWithKit("owner", key.key_id(), NONCE), seal(key, kit)).reply();
  }

  KeyReply.RecoveryTested testRecovery(SecretBytes kit) {
    KeyReply.OneTimeKey key = oneTimeKey();
    return (KeyReply.RecoveryTested)
        ask(new KeyRequest.TestRecovery("owner", key.key_id()), seal(key, kit)).reply();
  }

  /** The proof is {@code password} or {@code recovery}. */
  void changePassword(String proof, SecretBytes shown, String fresh) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (SecretBytes next = secret(fresh);
        SecretBytes both = SecretPair.join(shown, next)) {
      ask(new KeyRequest.ChangePassword("owner", key.key_id(), proof), seal(key, both));
    }
  }

  /** The new kit. */
  SecretBytes renewRecovery(String password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      return recipient.open(
          Objects.requireNonNull(
              ask(
                      new KeyRequest.RenewRecovery(
                          "owner", key.key_id(), Hex.encode(recipient.publicKey())),
                      seal(key, password))
                  .sealed()));
    }
  }

  KeyReply.SlotAdded addUnattended(String password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      return (KeyReply.SlotAdded)
          ask(
                  new KeyRequest.AddSlot(
                      "owner",
                      "unattended",
                      key.key_id(),
                      "password",
                      Hex.encode(recipient.publicKey())),
                  seal(key, password))
              .reply();
    }
  }

  /** The three shares, one behind the other, as pairs of secrets nest. */
  SecretBytes addShares(String password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      return recipient.open(
          Objects.requireNonNull(
              ask(
                      new KeyRequest.AddSlot(
                          "owner",
                          "shares",
                          key.key_id(),
                          "password",
                          Hex.encode(recipient.publicKey())),
                      seal(key, password))
                  .sealed()));
    }
  }

  List<KeyReply.Slot> slots() {
    return ((KeyReply.Slots) ask(new KeyRequest.SlotsOf("owner")).reply()).slots();
  }

  /** The new kit; an empty new password keeps the old one. */
  SecretBytes rotateMaster(String password, String fresh) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate();
        SecretBytes shown = secret(password);
        SecretBytes next = secret(fresh);
        SecretBytes both = SecretPair.join(shown, next)) {
      return recipient.open(
          Objects.requireNonNull(
              ask(
                      new KeyRequest.RotateMaster(
                          "owner",
                          key.key_id(),
                          "password",
                          Hex.encode(recipient.publicKey()),
                          false),
                      seal(key, both))
                  .sealed()));
    }
  }

  KeyReply.InstallationRotation rotateInstallation(String password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (SecretBytes shown = secret(password)) {
      return (KeyReply.InstallationRotation)
          ask(
                  new KeyRequest.RotateInstallation("owner", key.key_id(), "password", null),
                  seal(key, shown))
              .reply();
    }
  }

  SecretBytes vaultKey(String vaultId, boolean create) {
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      String to = Hex.encode(recipient.publicKey());
      return recipient.open(
          Objects.requireNonNull(
              ask(create
                      ? new KeyRequest.CreateVaultKey("owner", vaultId, to)
                      : new KeyRequest.VaultKey("owner", vaultId, 1, to))
                  .sealed()));
    }
  }

  SecretBytes serviceKey(String purpose) {
    try (OneTimeKeyPair recipient = OneTimeKeyPair.generate()) {
      return recipient.open(
          Objects.requireNonNull(
              ask(new KeyRequest.ServiceKey(purpose, Hex.encode(recipient.publicKey()))).sealed()));
    }
  }

  KeyReply.OneTimeKey oneTimeKey() {
    return (KeyReply.OneTimeKey) ask(new KeyRequest.NewOneTimeKey()).reply();
  }

  static byte[] seal(KeyReply.OneTimeKey key, String password) {
    try (SecretBytes secret = secret(password)) {
      return seal(key, secret);
    }
  }

  static byte[] seal(KeyReply.OneTimeKey key, SecretBytes secret) {
    return SealedBox.seal(Hex.decode(key.public_key()), secret);
  }

  static SecretBytes secret(String text) {
    return SecretBytes.copyOfAndWipe(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    client.close();
    bus.close();
  }
}
