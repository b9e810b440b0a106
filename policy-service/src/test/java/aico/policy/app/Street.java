package aico.policy.app;

import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Real state folders with real bundles and keys, for one service and those it talks to. */
final class Street implements AutoCloseable {
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 30_000));

  private final Path root;
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final Map<String, String> publicKeys = new HashMap<>();
  private final Map<String, Map<String, BundleTopic>> topics = new HashMap<>();
  private final List<Bus> open = new ArrayList<>();

  Street(Path root) {
    this.root = root;
  }

  void resident(String principal, Role role) throws IOException {
    Files.createDirectories(folder(principal));
    try (CurveKey key = CurveKey.generate()) {
      key.write(folder(principal).resolve(Bundle.KEY_FILE));
      publicKeys.put(principal, Hex.encode(key.publicKey()));
    }
    roles.put(principal, role);
    topics.put(principal, new TreeMap<>());
  }

  /** A topic of {@code owner}; who connects to a topic of requests may send all of them. */
  void topic(String topic, TopicKind kind, String owner, String... connecting) throws IOException {
    String endpoint = "tcp://127.0.0.1:" + freePort();
    List<String> requests =
        Arrays.stream(RequestType.values())
            .filter(type -> type.topic().equals(topic))
            .map(RequestType::wireName)
            .toList();
    List<BundlePrincipal> principals = new ArrayList<>();
    for (String name : connecting) {
      principals.add(new BundlePrincipal(name, role(name), key(name), requests));
      of(name).put(topic, new BundleTopic.Joined(kind, owner, endpoint, key(owner), requests));
    }
    of(owner).put(topic, new BundleTopic.Owned(kind, endpoint, principals));
  }

  void writeBundles() throws IOException {
    for (String name : roles.keySet()) {
      new Bundle(name, role(name), 0, Map.of(), of(name)).write(folder(name));
    }
  }

  Path folder(String principal) {
    return root.resolve(principal);
  }

  /** The bus of a resident that the test plays; closed with the street. */
  Bus bus(String principal) {
    Bus bus = Bus.open(folder(principal), BusMeters.none());
    open.add(bus);
    return bus;
  }

  /** Below the ports of outgoing connections, none twice, and far from other processes' tests. */
  static int freePort() {
    while (true) {
      int port = NEXT_PORT.getAndIncrement();
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
  }

  private Role role(String principal) {
    return java.util.Objects.requireNonNull(roles.get(principal));
  }

  private String key(String principal) {
    return java.util.Objects.requireNonNull(publicKeys.get(principal));
  }

  private Map<String, BundleTopic> of(String principal) {
    return java.util.Objects.requireNonNull(topics.get(principal));
  }

  @Override
  public void close() {
    open.reversed().forEach(Bus::close);
  }
}
