package aico.vault.app;

import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import aico.vault.Places;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** State folders, CURVE keys and bundles of vault-service and those it talks to. */
final class PeerHome {
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 30_000));

  private static final Map<String, Role> ROLES =
      Map.of(
          "key-service", Role.KEY,
          "auth-service", Role.AUTH,
          "policy-service", Role.POLICY,
          "audit-service", Role.AUDIT,
          "vault-service", Role.VAULT,
          "cli", Role.CLI);

  private final Path folder;
  private final Map<String, String> publicKeys = new HashMap<>();
  private final Map<String, Map<String, BundleTopic>> topics = new HashMap<>();

  PeerHome(Path folder, Places places) throws IOException {
    this.folder = folder;
    for (String principal : ROLES.keySet()) {
      try (CurveKey key = CurveKey.generate()) {
        key.write(Files.createDirectories(state(principal)).resolve(Bundle.KEY_FILE));
        publicKeys.put(principal, Hex.encode(key.publicKey()));
        topics.put(principal, new TreeMap<>());
      }
    }
    topic(Topics.VAULT_REQUESTS, TopicKind.REQUESTS, "vault-service", "cli");
    topic(Topics.VAULT_EVENTS, TopicKind.EVENTS, "vault-service", "cli");
    topic(Topics.KEY_REQUESTS, TopicKind.REQUESTS, "key-service", "vault-service");
    topic(Topics.KEY_EVENTS, TopicKind.EVENTS, "key-service", "vault-service");
    topic(Topics.AUTH_REQUESTS, TopicKind.REQUESTS, "auth-service", "vault-service");
    topic(Topics.AUTH_EVENTS, TopicKind.EVENTS, "auth-service", "vault-service");
    topic(Topics.POLICY_REQUESTS, TopicKind.REQUESTS, "policy-service", "vault-service");
    topic(Topics.POLICY_EVENTS, TopicKind.EVENTS, "policy-service", "vault-service");
    topic(Topics.AUDIT_RECORDS, TopicKind.RECORDS, "audit-service", "vault-service");
    topic(Topics.AUDIT_ALERTS, TopicKind.EVENTS, "audit-service", "vault-service");
    Map<String, String> settings =
        Map.of(
            "vaults", places.vaults().toString(),
            "mounts", places.mounts().toString(),
            "owner_uid", "0",
            "owner_gid", "0",
            "allow_other", "false");
    for (Map.Entry<String, Role> peer : ROLES.entrySet()) {
      Map<String, BundleTopic> own = topics.getOrDefault(peer.getKey(), Map.of());
      new Bundle(peer.getKey(), peer.getValue(), 0, settings, own).write(state(peer.getKey()));
    }
  }

  Path state(String principal) {
    return folder.resolve(principal);
  }

  private void topic(String name, TopicKind kind, String owner, String peer) throws IOException {
    String endpoint = "tcp://127.0.0.1:" + freePort();
    List<String> requests =
        Arrays.stream(RequestType.values())
            .filter(type -> type.topic().equals(name))
            .map(RequestType::wireName)
            .toList();
    put(
        owner,
        name,
        new BundleTopic.Owned(
            kind,
            endpoint,
            List.of(
                new BundlePrincipal(
                    peer, ROLES.getOrDefault(peer, Role.CLI), publicKey(peer), requests))));
    put(peer, name, new BundleTopic.Joined(kind, owner, endpoint, publicKey(owner), requests));
  }

  private void put(String principal, String name, BundleTopic topic) {
    topics.computeIfAbsent(principal, unused -> new TreeMap<>()).put(name, topic);
  }

  private String publicKey(String principal) {
    return publicKeys.getOrDefault(principal, "");
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
}
