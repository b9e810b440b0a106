package aico.auth.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.PlayedSubjects;
import aico.bus.zmq.Bus;
import aico.bus.zmq.EventPublisher;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jspecify.annotations.Nullable;

/** Plays key-service: service keys that stay, one user, unlock attestations. */
final class PlayedKeyService {
  private final KeyPair pair;
  private final String incarnation = id();
  private @Nullable EventPublisher events;
  private volatile @Nullable String unlockId;

  PlayedKeyService() throws Exception {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  void open(Bus bus) {
    bus.serve("key.requests", this::handle);
    events = bus.publisher("key.events");
  }

  String unlock() {
    String fresh = id();
    unlockId = fresh;
    publish("key.unlocked", fresh);
    return fresh;
  }

  void lock() {
    String over = unlockId;
    unlockId = null;
    if (over != null) {
      publish("key.locked", over);
    }
  }

  String attest(String presenter, String nonce) throws Exception {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer("key-service");
    claims.setAudience("auth-service");
    claims.setSubject("owner");
    claims.setJwtId(id());
    claims.setIssuedAt(NumericDate.now());
    claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + 30));
    claims.setStringClaim("azp", presenter);
    claims.setStringClaim("nonce", nonce);
    claims.setStringClaim("unlock_id", unlockId);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("EdDSA");
    jws.setHeader("typ", "unlock-attestation+jwt");
    jws.setPayload(claims.toJson());
    jws.setKey(pair.getPrivate());
    return jws.getCompactSerialization();
  }

  private CompletionStage<OutgoingReply> handle(IncomingRequest request) {
    return CompletableFuture.completedStage(
        switch (request.request()) {
          case KeyRequest.State state -> OutgoingReply.of(state());
          case KeyRequest.ServiceKey key -> serviceKey(key);
          case KeyRequest.Subjects subjects -> PlayedSubjects.answer(subjects);
          default -> throw new RequestFailed(ErrorCode.FAILED, "not played");
        });
  }

  private KeyReply.State state() {
    byte[] spki = pair.getPublic().getEncoded();
    return new KeyReply.State(
        incarnation,
        Hex.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length)),
        "file",
        List.of(new KeyReply.UserState("owner", unlockId)));
  }

  private static OutgoingReply serviceKey(KeyRequest.ServiceKey request) {
    byte[] key = Arrays.copyOf(request.purpose().repeat(3).getBytes(StandardCharsets.US_ASCII), 32);
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(key)) {
      return new OutgoingReply(
          new KeyReply.HandedOut(1), null, SealedBox.seal(Hex.decode(request.recipient()), secret));
    }
  }

  private void publish(String type, String id) {
    EventPublisher publisher = events;
    if (publisher != null) {
      publisher.publish(type, Map.of("unlock_id", id));
    }
  }

  static String id() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
