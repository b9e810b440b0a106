package aico.cli;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns the topology and the principals of a home into one bundle for each process: the topics it
 * owns with who may connect and ask what, and the topics it connects to with where they are and
 * whose key answers there. A process learns no more than that.
 *
 * <p>The result has the order and the fields of {@code bundle.json}, as strings, numbers, lists and
 * maps.
 */
public final class Bundles {
  public static final int VERSION = 1;

  private final Topology topology;
  private final PortBase ports;
  private final List<Principal> principals;

  public Bundles(Topology topology, PortBase ports, List<Principal> principals) {
    this.topology = topology;
    this.ports = ports;
    this.principals = principals.stream().sorted(Comparator.comparing(Principal::name)).toList();
  }

  /** The bundle of one principal; {@code settings} is what only its own service understands. */
  public Map<String, Object> of(Principal principal, Map<String, String> settings) {
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("version", VERSION);
    bundle.put("principal", principal.name());
    bundle.put("role", principal.role().wireName());
    Topology.RoleEntry role = entry(principal.role());
    Integer management = role.managementOffset();
    bundle.put("management_port", management == null ? 0 : ports.at(management));
    if (principal.previousKey() != null) {
      bundle.put("previous_key", principal.previousKey());
    }
    bundle.put("settings", new TreeMap<>(settings));
    Map<String, Object> topics = new LinkedHashMap<>();
    for (Topology.Topic topic : new TreeMap<>(topology.topics()).values()) {
      if (topic.owner() == principal.role()) {
        topics.put(topic.name(), owned(topic));
      } else if (connects(principal.role(), topic)) {
        topics.put(topic.name(), connected(topic, role));
      }
    }
    bundle.put("topics", topics);
    return bundle;
  }

  private Map<String, Object> owned(Topology.Topic topic) {
    List<Object> listed = new ArrayList<>();
    for (Principal peer : principals) {
      if (peer.role() != topic.owner() && connects(peer.role(), topic)) {
        listed.add(listed(topic, peer, peer.publicKey()));
        String other = peer.otherKey();
        if (other != null) {
          listed.add(listed(topic, peer, other));
        }
      }
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", topic.kind().wireName());
    entry.put("owner", true);
    entry.put("endpoint", endpoint(topic));
    entry.put("principals", listed);
    return entry;
  }

  private Map<String, Object> listed(Topology.Topic topic, Principal peer, String publicKey) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", peer.name());
    one.put("role", peer.role().wireName());
    one.put("public_key", publicKey);
    if (topic.kind() == TopicKind.REQUESTS) {
      one.put("requests", requests(topic, entry(peer.role())));
    }
    return one;
  }

  private Map<String, Object> connected(Topology.Topic topic, Topology.RoleEntry role) {
    Principal owner = holderOf(topic.owner());
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", topic.kind().wireName());
    entry.put("owner", false);
    entry.put("owner_principal", owner.name());
    entry.put("endpoint", endpoint(topic));
    entry.put("server_key", owner.publicKey());
    if (owner.nextKey() != null) {
      entry.put("next_server_key", owner.nextKey());
    }
    if (topic.kind() == TopicKind.REQUESTS) {
      entry.put("requests", requests(topic, role));
    }
    return entry;
  }

  /** Where a topic is bound. */
  public String endpoint(Topology.Topic topic) {
    return "tcp://127.0.0.1:" + ports.at(topic.portOffset());
  }

  private boolean connects(Role role, Topology.Topic topic) {
    return topic.kind() == TopicKind.REQUESTS
        ? !requests(topic, entry(role)).isEmpty()
        : topic.connect().contains(role);
  }

  private static Set<String> requests(Topology.Topic topic, Topology.RoleEntry role) {
    Set<String> carried = new TreeSet<>();
    for (String request : role.requests()) {
      if (topic.carries(request)) {
        carried.add(request);
      }
    }
    return carried;
  }

  private Topology.RoleEntry entry(Role role) {
    return topology.roles().getOrDefault(role, new Topology.RoleEntry(null, Set.of()));
  }

  private Principal holderOf(Role role) {
    return principals.stream()
        .filter(p -> p.role() == role)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no principal with role " + role));
  }
}
