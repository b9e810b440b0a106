package aico.bus.connector.it;

import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.testing.Ports;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import aico.bus.zmq.Bus;
import aico.bus.zmq.BusMeters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Principals with real keys and bundles around the sample service, below one folder. */
final class TestHome {
  static final List<String> PRINCIPALS =
      List.of(
          "key-service",
          "auth-service",
          "policy-service",
          "audit-service",
          "vault-service",
          "cli",
          "gateway");

  private final Path root;
  private final Map<String, String> publicKeys = new TreeMap<>();
  private final Map<String, Map<String, BundleTopic>> topics = new TreeMap<>();
  private final int managementPort = Ports.free();

  TestHome(Path root) {
    this.root = root;
    try {
      for (String principal : PRINCIPALS) {
        Files.createDirectories(folder(principal));
        try (CurveKey key = CurveKey.generate()) {
          key.write(folder(principal).resolve(Bundle.KEY_FILE));
          publicKeys.put(principal, Hex.encode(key.publicKey()));
        }
        topics.put(principal, new TreeMap<>());
      }
      connect("vault.requests", TopicKind.REQUESTS, "vault-service", "cli", "gateway");
      connect("vault.events", TopicKind.EVENTS, "vault-service", "cli");
      connect("sample.records", TopicKind.RECORDS, "vault-service", "cli");
      connect("key.requests", TopicKind.REQUESTS, "key-service", "vault-service");
      connect("key.events", TopicKind.EVENTS, "key-service", "vault-service");
      connect("auth.requests", TopicKind.REQUESTS, "auth-service", "vault-service");
      connect("auth.events", TopicKind.EVENTS, "auth-service", "vault-service");
      connect("policy.requests", TopicKind.REQUESTS, "policy-service", "vault-service");
      connect("audit.records", TopicKind.RECORDS, "audit-service", "vault-service");
      connect("other.records", TopicKind.RECORDS, "audit-service", "vault-service");
      for (String principal : PRINCIPALS) {
        new Bundle(principal, role(principal), managementPort, Map.of(), of(principal))
            .write(folder(principal));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder(String principal) {
    return root.resolve(principal);
  }

  int managementPort() {
    return managementPort;
  }

  Bus bus(String principal) {
    return Bus.open(folder(principal), BusMeters.none());
  }

  int port(String topic) {
    for (Map<String, BundleTopic> entries : topics.values()) {
      BundleTopic entry = entries.get(topic);
      if (entry != null) {
        String endpoint = entry.endpoint();
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
      }
    }
    throw new IllegalArgumentException(topic);
  }

  private void connect(String topic, TopicKind kind, String owner, String... joiners) {
    String endpoint = "tcp://127.0.0.1:" + Ports.free();
    List<String> requests =
        Arrays.stream(RequestType.values())
            .filter(type -> type.topic().equals(topic))
            .map(RequestType::wireName)
            .toList();
    List<BundlePrincipal> principals =
        Arrays.stream(joiners)
            .map(name -> new BundlePrincipal(name, role(name), key(name), requests))
            .toList();
    of(owner).put(topic, new BundleTopic.Owned(kind, endpoint, principals));
    for (String joiner : joiners) {
      of(joiner).put(topic, new BundleTopic.Joined(kind, owner, endpoint, key(owner), requests));
    }
  }

  private Map<String, BundleTopic> of(String principal) {
    return java.util.Objects.requireNonNull(topics.get(principal));
  }

  private String key(String principal) {
    return java.util.Objects.requireNonNull(publicKeys.get(principal));
  }

  private static Role role(String principal) {
    return Role.of("role", principal.replace("-service", ""));
  }
}
