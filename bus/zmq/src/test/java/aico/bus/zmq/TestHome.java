package aico.bus.zmq;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.bus.crypto.CurveKey;
import aico.bus.crypto.Hex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A small home: principals with keys, topics on free ports, and a bundle for each. */
final class TestHome implements AutoCloseable {
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 30_000));

  record Topic(TopicKind kind, String owner, int port, Map<String, List<String>> joined) {
    String endpoint() {
      return "tcp://127.0.0.1:" + port;
    }
  }

  private final Path folder;
  private final Map<String, CurveKey> keys = new HashMap<>();
  private final Map<String, CurveKey> nextKeys = new HashMap<>();
  private final Map<String, CurveKey> previousKeys = new HashMap<>();
  private final Map<String, Role> roles = new TreeMap<>();
  private final Map<String, Topic> topics = new TreeMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  TestHome(Path folder) {
    this.folder = folder;
  }

  TestHome principal(String name, Role role) throws IOException {
    CurveKey key = CurveKey.generate();
    Files.createDirectories(state(name));
    Files.deleteIfExists(state(name).resolve(Bundle.KEY_FILE));
    key.write(state(name).resolve(Bundle.KEY_FILE));
    keys.put(name, key);
    roles.put(name, role);
    return this;
  }

  TestHome topic(String name, TopicKind kind, String owner) {
    topics.put(name, new Topic(kind, owner, freePort(), new TreeMap<>()));
    return this;
  }

  /** Below the ports of outgoing connections, none twice, and far from other processes' tests. */
  private static int freePort() {
    while (true) {
      int port = NEXT_PORT.getAndIncrement();
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
  }

  TestHome joins(String principal, String topic, String... requests) {
    topic(topic).joined.put(principal, List.of(requests));
    return this;
  }

  TestHome leaves(String principal, String topic) {
    topic(topic).joined.remove(principal);
    return this;
  }

  Topic topic(String name) {
    Topic topic = topics.get(name);
    if (topic == null) {
      throw new IllegalArgumentException(name);
    }
    return topic;
  }

  CurveKey key(String principal) {
    CurveKey key = keys.get(principal);
    if (key == null) {
      throw new IllegalArgumentException(principal);
    }
    return key;
  }

  String publicKey(String principal) {
    return Hex.encode(key(principal).publicKey());
  }

  /** From here on bundles list a second key for that principal. */
  TestHome announceKey(String principal) {
    nextKeys.put(principal, CurveKey.generate());
    return this;
  }

  /** The principal has its second key, in its folder too; bundles still list both. */
  TestHome switchKey(String principal) throws IOException {
    CurveKey next = Objects.requireNonNull(nextKeys.remove(principal));
    previousKeys.put(principal, key(principal));
    keys.put(principal, next);
    Path draft = state(principal).resolve("curve.key.next");
    next.write(draft);
    Files.move(
        draft, state(principal).resolve(Bundle.KEY_FILE), StandardCopyOption.REPLACE_EXISTING);
    return this;
  }

  /** Only the new key counts. */
  TestHome finishKey(String principal) {
    previousKeys.remove(principal);
    return this;
  }

  private @Nullable String hex(@Nullable CurveKey key) {
    return key == null ? null : Hex.encode(key.publicKey());
  }

  Path state(String principal) {
    return folder.resolve(principal.replace('/', '_'));
  }

  /** Writes every bundle. */
  TestHome provision() throws IOException {
    for (String name : roles.keySet()) {
      bundle(name).write(state(name));
    }
    return this;
  }

  Bundle bundle(String name) {
    Map<String, BundleTopic> seen = new TreeMap<>();
    topics.forEach((topicName, topic) -> {
      if (topic.owner.equals(name)) {
        seen.put(topicName, new BundleTopic.Owned(topic.kind, topic.endpoint(), listed(topic)));
      } else {
        // Everyone knows every topic, so that only the owner's list keeps them out.
        seen.put(
            topicName,
            new BundleTopic.Joined(
                topic.kind,
                topic.owner,
                topic.endpoint(),
                publicKey(topic.owner),
                hex(nextKeys.get(topic.owner)),
                topic.joined.getOrDefault(name, List.of())));
      }
    });
    return new Bundle(name, role(name), 0, Map.of(), seen, hex(previousKeys.get(name)));
  }

  private List<BundlePrincipal> listed(Topic topic) {
    List<BundlePrincipal> listed = new ArrayList<>();
    topic.joined.forEach((name, requests) -> {
      listed.add(new BundlePrincipal(name, role(name), publicKey(name), requests));
      String other = hex(nextKeys.getOrDefault(name, previousKeys.get(name)));
      if (other != null) {
        listed.add(new BundlePrincipal(name, role(name), other, requests));
      }
    });
    return listed;
  }

  private Role role(String name) {
    Role role = roles.get(name);
    if (role == null) {
      throw new IllegalArgumentException(name);
    }
    return role;
  }

  Bus open(String principal) {
    return open(principal, BusMeters.none());
  }

  Bus open(String principal, BusMeters meters) {
    Bus bus = Bus.open(state(principal), meters);
    opened.add(bus);
    return bus;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable bus : opened.reversed()) {
      bus.close();
    }
  }
}
