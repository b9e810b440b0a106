package aico.bus.testing;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** State folders with real bundles and keys, for one service and those it talks to. */
public final class TestHome implements AutoCloseable {
  private final Path root;
  private final Map<String, Role> roles = new LinkedHashMap<>();
  private final Map<String, String> publicKeys = new HashMap<>();
  private final Map<String, Map<String, BundleTopic>> topics = new HashMap<>();
  private final List<Bus> open = new ArrayList<>();

  public TestHome(Path root) {
    this.root = root;
  }

  /** One who has a state folder and a CURVE key. */
  public void resident(String principal, Role role) throws IOException {
    Files.createDirectories(folder(principal));
    try (CurveKey key = CurveKey.generate()) {
      key.write(folder(principal).resolve(Bundle.KEY_FILE));
      publicKeys.put(principal, Hex.encode(key.publicKey()));
    }
    roles.put(principal, role);
    topics.put(principal, new TreeMap<>());
  }

  /** A topic of {@code owner}; who connects to a topic of requests may send all of them. */
  public void topic(String topic, TopicKind kind, String owner, String... connecting)
      throws IOException {
    String endpoint = "tcp://127.0.0.1:" + Ports.free();
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

  /** Writes everybody's bundle, without settings. */
  public void writeBundles() throws IOException {
    writeBundles(0, Map.of());
  }

  /** Writes everybody's bundle with the same management port and settings. */
  public void writeBundles(int managementPort, Map<String, String> settings) throws IOException {
    for (String name : roles.keySet()) {
      new Bundle(name, role(name), managementPort, settings, of(name)).write(folder(name));
    }
  }

  /** The state folder of a resident. */
  public Path folder(String principal) {
    return root.resolve(principal);
  }

  /** The bus of a resident that the test plays; closed with the home. */
  public Bus bus(String principal) {
    Bus bus = Bus.open(folder(principal), BusMeters.none());
    open.add(bus);
    return bus;
  }

  private Role role(String principal) {
    return Objects.requireNonNull(roles.get(principal));
  }

  private String key(String principal) {
    return Objects.requireNonNull(publicKeys.get(principal));
  }

  private Map<String, BundleTopic> of(String principal) {
    return Objects.requireNonNull(topics.get(principal));
  }

  @Override
  public void close() {
    open.reversed().forEach(Bus::close);
  }
}
