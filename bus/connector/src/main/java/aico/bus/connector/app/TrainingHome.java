package aico.bus.connector.app;

import aico.bus.connector.ConnectorException;
import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A throwaway home for training: the service's state folder and that of one peer, the trainer, who
 * plays everyone else. Keys are new, ports are whatever is free on loopback.
 */
final class TrainingHome {
  static final String TRAINER = "trainer";

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 12_000;
  private static final int MAX_TRIES = 1_000;

  private static final Map<String, TopicKind> TOPICS =
      Map.ofEntries(
          Map.entry(Topics.KEY_REQUESTS, TopicKind.REQUESTS),
          Map.entry(Topics.KEY_EVENTS, TopicKind.EVENTS),
          Map.entry(Topics.AUTH_REQUESTS, TopicKind.REQUESTS),
          Map.entry(Topics.AUTH_EVENTS, TopicKind.EVENTS),
          Map.entry(Topics.POLICY_REQUESTS, TopicKind.REQUESTS),
          Map.entry(Topics.POLICY_EVENTS, TopicKind.EVENTS),
          Map.entry(Topics.VAULT_REQUESTS, TopicKind.REQUESTS),
          Map.entry(Topics.VAULT_EVENTS, TopicKind.EVENTS),
          Map.entry(Topics.AUDIT_RECORDS, TopicKind.RECORDS),
          Map.entry(Topics.AUDIT_REQUESTS, TopicKind.REQUESTS),
          Map.entry(Topics.AUDIT_STREAM, TopicKind.STREAM),
          Map.entry(Topics.AUDIT_LIVE, TopicKind.EVENTS),
          Map.entry(Topics.AUDIT_ALERTS, TopicKind.EVENTS));

  private final Path root;

  private TrainingHome(Path root) {
    this.root = root;
  }

  /**
   * Makes one.
   *
   * @param principal the service to train, such as {@code vault-service}
   */
  static TrainingHome create(String principal) {
    try {
      TrainingHome home = new TrainingHome(Files.createTempDirectory("aico-train-"));
      home.write(principal);
      return home;
    } catch (IOException e) {
      throw new ConnectorException("training: " + e.getMessage(), e);
    }
  }

  Path serviceFolder() {
    return root.resolve("service");
  }

  Path trainerFolder() {
    return root.resolve(TRAINER);
  }

  private void write(String principal) throws IOException {
    Files.createDirectories(serviceFolder());
    Files.createDirectories(trainerFolder());
    Role role = Role.of("quarkus.application.name", prefix(principal, '-'));
    try (CurveKey serviceKey = CurveKey.generate();
        CurveKey trainerKey = CurveKey.generate()) {
      serviceKey.write(serviceFolder().resolve(Bundle.KEY_FILE));
      trainerKey.write(trainerFolder().resolve(Bundle.KEY_FILE));
      Side service = new Side(principal, role, Hex.encode(serviceKey.publicKey()));
      Side trainer = new Side(TRAINER, Role.CLI, Hex.encode(trainerKey.publicKey()));
      TOPICS.forEach((topic, kind) -> {
        boolean owned = prefix(topic, '.').equals(role.wireName());
        (owned ? service : trainer).joinedBy(owned ? trainer : service, topic, kind);
      });
      service.bundle(settings()).write(serviceFolder());
      trainer.bundle(Map.of()).write(trainerFolder());
    }
  }

  private Map<String, String> settings() {
    return Map.of(
        "vaults",
        root.resolve("vaults").toString(),
        "mounts",
        root.resolve("mnt").toString(),
        "mounts_for",
        root.resolve("mnt-for").toString(),
        "owner_uid",
        "0",
        "owner_gid",
        "0",
        "allow_other",
        "false");
  }

  private static String prefix(String name, char end) {
    int index = name.indexOf(end);
    return index < 0 ? name : name.substring(0, index);
  }

  /** Removes it; what cannot be removed is left to the system's own cleaning of its temp folder. */
  void delete() {
    try (Stream<Path> all = Files.walk(root)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(TrainingHome.class.getName())
          .log(System.Logger.Level.DEBUG, "training: {0} left behind", root);
    }
  }

  /** One of the two, as its bundle grows. */
  private record Side(
      String principal, Role role, String publicKey, Map<String, BundleTopic> topics) {
    Side(String principal, Role role, String publicKey) {
      this(principal, role, publicKey, new TreeMap<>());
    }

    void joinedBy(Side other, String topic, TopicKind kind) {
      String endpoint = "tcp://127.0.0.1:" + freePort();
      List<String> requests =
          Arrays.stream(RequestType.values())
              .filter(type -> type.topic().equals(topic))
              .map(RequestType::wireName)
              .toList();
      BundlePrincipal peer =
          new BundlePrincipal(other.principal, other.role, other.publicKey, requests);
      topics.put(topic, new BundleTopic.Owned(kind, endpoint, List.of(peer)));
      other.topics.put(
          topic, new BundleTopic.Joined(kind, principal, endpoint, publicKey, requests));
    }

    Bundle bundle(Map<String, String> settings) {
      return new Bundle(principal, role, 0, settings, topics);
    }
  }

  /**
   * A port that nobody listens on, below the range from which Linux takes the ports of outgoing
   * connections (32768 and up), so that none of those has it a moment later.
   */
  private static int freePort() {
    SecureRandom random = new SecureRandom();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      int port = FIRST_PORT + random.nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new ConnectorException("training: no free port in " + MAX_TRIES + " tries");
  }
}
