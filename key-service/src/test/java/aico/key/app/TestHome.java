package aico.key.app;

import aico.bus.contract.Principals;
import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.contract.Topics;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import aico.bus.testing.Ports;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.BundlePrincipal;
import aico.bus.zmq.BundleTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** State folders with bundles for key-service and three of its peers; nobody else is there. */
final class TestHome {
  private final Path root;

  TestHome(Path root) throws IOException {
    this.root = root;
    Map<String, Role> peers =
        Map.of(
            Principals.CLI, Role.CLI, Principals.VAULT, Role.VAULT, Principals.AUDIT, Role.AUDIT);
    Map<String, String> publicKeys = new HashMap<>();
    publicKeys.put(Principals.KEY, newKey(Principals.KEY));
    for (String peer : peers.keySet()) {
      publicKeys.put(peer, newKey(peer));
    }
    String requests = "tcp://127.0.0.1:" + Ports.free();
    String events = "tcp://127.0.0.1:" + Ports.free();
    List<BundlePrincipal> askers = new ArrayList<>();
    List<BundlePrincipal> listeners = new ArrayList<>();
    for (Map.Entry<String, Role> peer : peers.entrySet()) {
      String publicKey = known(publicKeys, peer.getKey());
      List<String> may = requestsOf(peer.getValue());
      askers.add(new BundlePrincipal(peer.getKey(), peer.getValue(), publicKey, may));
      listeners.add(new BundlePrincipal(peer.getKey(), peer.getValue(), publicKey, List.of()));
      bundle(
          peer.getKey(),
          peer.getValue(),
          Map.of(
              Topics.KEY_REQUESTS,
              new BundleTopic.Joined(
                  TopicKind.REQUESTS,
                  Principals.KEY,
                  requests,
                  known(publicKeys, Principals.KEY),
                  may),
              Topics.KEY_EVENTS,
              new BundleTopic.Joined(
                  TopicKind.EVENTS,
                  Principals.KEY,
                  events,
                  known(publicKeys, Principals.KEY),
                  List.of())));
    }
    bundle(
        Principals.KEY,
        Role.KEY,
        Map.of(
            Topics.KEY_REQUESTS,
            new BundleTopic.Owned(TopicKind.REQUESTS, requests, askers),
            Topics.KEY_EVENTS,
            new BundleTopic.Owned(TopicKind.EVENTS, events, listeners),
            Topics.AUDIT_RECORDS,
            // audit-service does not run: what is recorded stays in the outbox.
            new BundleTopic.Joined(
                TopicKind.RECORDS,
                Principals.AUDIT,
                "tcp://127.0.0.1:" + Ports.free(),
                known(publicKeys, Principals.AUDIT),
                List.of())));
  }

  Path folder(String principal) {
    return root.resolve(principal);
  }

  /** A file of key-service's state. */
  Path keyState(String file) {
    return folder(Principals.KEY).resolve(file);
  }

  /** Its text; empty while there is no such file. */
  String keyStateText(String file) throws IOException {
    return Files.exists(keyState(file)) ? Files.readString(keyState(file)) : "";
  }

  private static String known(Map<String, String> publicKeys, String principal) {
    return Objects.requireNonNull(publicKeys.get(principal));
  }

  private String newKey(String principal) throws IOException {
    Files.createDirectories(folder(principal));
    try (CurveKey key = CurveKey.generate()) {
      key.write(folder(principal).resolve(Bundle.KEY_FILE));
      return Hex.encode(key.publicKey());
    }
  }

  private void bundle(String principal, Role role, Map<String, BundleTopic> topics)
      throws IOException {
    new Bundle(principal, role, 0, Map.of("key_storage", "file"), topics).write(folder(principal));
  }

  /** As the suite's topology has it. */
  private static List<String> requestsOf(Role role) {
    return Arrays.stream(RequestType.values())
        .filter(type -> type.topic().equals(Topics.KEY_REQUESTS))
        .map(RequestType::wireName)
        .filter(name ->
            switch (name) {
              case "key.state" -> true;
              case "key.service_key" -> role == Role.AUDIT || role == Role.VAULT;
              case "key.vault_key", "key.create_vault_key" -> role == Role.VAULT;
              default -> role == Role.CLI;
            })
        .toList();
  }
}
