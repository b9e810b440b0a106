package aico.cli;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which role may do what on the bus, as {@code deploy/topology.yaml} says.
 *
 * @param topics by name
 * @param roles what each role may ask for
 */
public record Topology(Map<String, Topic> topics, Map<Role, RoleEntry> roles) {

  public Topology {
    topics = Map.copyOf(topics);
    roles = Map.copyOf(roles);
  }

  /**
   * One topic.
   *
   * @param owner the role that binds it
   * @param portOffset from the home's first port
   * @param connect the roles that may connect; for {@link TopicKind#REQUESTS} it follows from the
   *     requests of the roles
   */
  public record Topic(String name, TopicKind kind, Role owner, int portOffset, Set<Role> connect) {
    public Topic {
      connect = Set.copyOf(connect);
    }

    /** Whether a request of that wire name travels on this topic. */
    boolean carries(String request) {
      return kind == TopicKind.REQUESTS
          && name.equals(request.substring(0, request.indexOf('.')) + ".requests");
    }
  }

  /**
   * One role.
   *
   * @param managementOffset of the port for health and meters; null when it has none
   * @param requests wire names of what it may ask for
   */
  public record RoleEntry(@Nullable Integer managementOffset, Set<String> requests) {
    public RoleEntry {
      requests = Set.copyOf(requests);
    }
  }

  /** The port offset of the bridge's health. */
  public int bridgeManagementOffset() {
    RoleEntry entry = roles.get(Role.BRIDGE);
    Integer offset = entry == null ? null : entry.managementOffset();
    if (offset == null) {
      throw CommandFailed.failed("topology.yaml: roles.bridge.management: missing");
    }
    return offset;
  }

  /** The port offset of a service's health and meters. */
  public int managementOffset(SuiteService service) {
    RoleEntry entry = roles.get(service.role());
    Integer offset = entry == null ? null : entry.managementOffset();
    if (offset == null) {
      throw CommandFailed.failed(
          "topology.yaml: roles." + service.shortName() + ".management: missing");
    }
    return offset;
  }
}
