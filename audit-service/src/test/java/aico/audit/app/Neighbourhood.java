package aico.audit.app;

import aico.bus.connector.AuthHead;
import aico.bus.contract.AuthReply;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.testing.PlayedSubjects;
import aico.bus.testing.Ports;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import aico.bus.zmq.EventPublisher;
import aico.bus.zmq.IncomingRequest;
import aico.bus.zmq.OutgoingReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/**
 * audit-service's neighbours, each with its real bundle: key, auth and policy are played here, the
 * others' buses are opened by the tests.
 */
final class Neighbourhood implements AutoCloseable {
  private static final Map<String, Role> ROLES =
      Map.of(
          Principals.KEY, Role.KEY,
          Principals.AUTH, Role.AUTH,
          Principals.POLICY, Role.POLICY,
          Principals.AUDIT, Role.AUDIT,
          Principals.VAULT, Role.VAULT,
          Principals.CLI, Role.CLI);

  private record Topic(TopicKind kind, String owner, List<String> joined, String endpoint) {}

  private final Path root;
  private final Map<String, Role> roles = new LinkedHashMap<>(ROLES);
  private final Map<String, String> publicKeys = new HashMap<>();
  private final Map<String, Topic> topics = new LinkedHashMap<>();
  private final Map<String, Bus> buses = new LinkedHashMap<>();
  private final byte[] serviceKey = new byte[32];
  private final KeyPair tokenKey;

  Neighbourhood(Path root) throws IOException, GeneralSecurityException {
    this(root, 0);
  }

  /** With so many producers of records more, each with a key and a bundle of its own. */
  Neighbourhood(Path root, int producers) throws IOException, GeneralSecurityException {
    this.root = root;
    List<String> writers =
        new ArrayList<>(List.of(Principals.VAULT, Principals.AUTH, Principals.KEY));
    for (int i = 0; i < producers; i++) {
      writers.add(producer(i));
      roles.put(producer(i), Role.VAULT);
    }
    tokenKey = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Arrays.fill(serviceKey, (byte) 7);
    topic(Topics.KEY_REQUESTS, TopicKind.REQUESTS, Principals.KEY, Principals.AUDIT);
    topic(Topics.AUTH_REQUESTS, TopicKind.REQUESTS, Principals.AUTH, Principals.AUDIT);
    topic(Topics.AUTH_EVENTS, TopicKind.EVENTS, Principals.AUTH, Principals.AUDIT);
    topic(Topics.POLICY_REQUESTS, TopicKind.REQUESTS, Principals.POLICY, Principals.AUDIT);
    topic(Topics.POLICY_EVENTS, TopicKind.EVENTS, Principals.POLICY, Principals.AUDIT);
    topic(
        Topics.AUDIT_RECORDS, TopicKind.RECORDS, Principals.AUDIT, writers.toArray(String[]::new));
    topic(Topics.AUDIT_REQUESTS, TopicKind.REQUESTS, Principals.AUDIT, Principals.CLI);
    topic(Topics.AUDIT_STREAM, TopicKind.STREAM, Principals.AUDIT);
    topic(Topics.AUDIT_LIVE, TopicKind.EVENTS, Principals.AUDIT);
    topic(Topics.AUDIT_ALERTS, TopicKind.EVENTS, Principals.AUDIT, Principals.VAULT);
    for (String principal : roles.keySet()) {
      Files.createDirectories(state(principal));
      try (CurveKey key = CurveKey.generate()) {
        key.write(state(principal).resolve(Bundle.KEY_FILE));
        publicKeys.put(principal, Hex.encode(key.publicKey()));
      }
    }
    for (String principal : roles.keySet()) {
      bundle(principal).write(state(principal));
    }
  }

  private void topic(String name, TopicKind kind, String owner, String... joined)
      throws IOException {
    topics.put(name, new Topic(kind, owner, List.of(joined), "tcp://127.0.0.1:" + Ports.free()));
  }

  private Bundle bundle(String principal) {
    Map<String, BundleTopic> seen = new TreeMap<>();
    topics.forEach((name, topic) -> {
      if (topic.owner.equals(principal)) {
        seen.put(
            name,
            new BundleTopic.Owned(
                topic.kind,
                topic.endpoint,
                topic.joined.stream()
                    .map(peer ->
                        new BundlePrincipal(peer, role(peer), publicKey(peer), requests(name)))
                    .toList()));
      } else if (topic.joined.contains(principal)) {
        seen.put(
            name,
            new BundleTopic.Joined(
                topic.kind, topic.owner, topic.endpoint, publicKey(topic.owner), requests(name)));
      }
    });
    return new Bundle(principal, role(principal), 0, Map.of(), seen);
  }

  private static List<String> requests(String topic) {
    return Arrays.stream(RequestType.values())
        .filter(type -> type.topic().equals(topic))
        .map(RequestType::wireName)
        .toList();
  }

  /** The name of a producer. */
  static String producer(int number) {
    return "producer-" + number;
  }

  private Role role(String principal) {
    Role role = roles.get(principal);
    if (role == null) {
      throw new IllegalArgumentException(principal);
    }
    return role;
  }

  String publicKey(String principal) {
    String key = publicKeys.get(principal);
    if (key == null) {
      throw new IllegalArgumentException(principal);
    }
    return key;
  }

  String endpoint(String topic) {
    Topic found = topics.get(topic);
    if (found == null) {
      throw new IllegalArgumentException(topic);
    }
    return found.endpoint;
  }

  Path state(String principal) {
    return root.resolve(principal);
  }

  /** A neighbour's bus, opened once. */
  Bus bus(String principal) {
    return buses.computeIfAbsent(principal, p -> Bus.open(state(p), BusMeters.none()));
  }

  /** key-service hands out one service key; auth knows one key; policy allows everything. */
  void play() {
    bus(Principals.KEY).serve(Topics.KEY_REQUESTS, this::answerKey);
    bus(Principals.AUTH)
        .serve(
            Topics.AUTH_REQUESTS,
            request ->
                reply(
                    new AuthReply.State(
                        "played",
                        1,
                        List.of(new AuthReply.VerificationKey("played", verificationKey())),
                        List.of())));
    EventPublisher events = bus(Principals.AUTH).publisher(Topics.AUTH_EVENTS);
    events.heartbeatState(() -> new AuthHead("played", 1));
    bus(Principals.POLICY).serve(Topics.POLICY_REQUESTS, this::answerPolicy);
    bus(Principals.POLICY).publisher(Topics.POLICY_EVENTS);
  }

  private CompletionStage<OutgoingReply> answerKey(IncomingRequest request) {
    if (request.request() instanceof KeyRequest.Subjects subjects) {
      return CompletableFuture.completedStage(PlayedSubjects.answer(subjects));
    }
    if (!(request.request() instanceof KeyRequest.ServiceKey wanted)) {
      throw new RequestFailed(ErrorCode.DENIED, "played");
    }
    try (SecretBytes key = SecretBytes.copyOfAndWipe(serviceKey.clone())) {
      byte[] sealed = SealedBox.seal(Hex.decode(wanted.recipient()), key);
      return CompletableFuture.completedStage(
          new OutgoingReply(new KeyReply.HandedOut(1), null, sealed));
    }
  }

  private CompletionStage<OutgoingReply> answerPolicy(IncomingRequest request) {
    return reply(
        request.request() instanceof PolicyRequest.Decide
            ? new PolicyReply.Decision(true, "played", null, 1)
            : new PolicyReply.State("played", 1));
  }

  private static CompletionStage<OutgoingReply> reply(Reply reply) {
    return CompletableFuture.completedStage(OutgoingReply.of(reply));
  }

  private String verificationKey() {
    byte[] spki = tokenKey.getPublic().getEncoded();
    return Hex.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
  }

  /** A token of the owner for the command and audit-service. */
  String token() throws JoseException {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(Principals.AUTH);
    claims.setAudience(Principals.AUDIT);
    claims.setSubject("owner");
    claims.setStringClaim("azp", Principals.CLI);
    claims.setStringClaim("sid", "0123456789abcdef0123456789abcdef");
    claims.setGeneratedJwtId();
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(5);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setKey(tokenKey.getPrivate());
    jws.setKeyIdHeaderValue("played");
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setPayload(claims.toJson());
    return jws.getCompactSerialization();
  }

  @Override
  public void close() {
    buses.values().forEach(Bus::close);
  }
}
