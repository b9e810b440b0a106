package aico.cli.storage;

import aico.bus.contract.Role;
import aico.bus.contract.TopicKind;
import aico.cli.CommandFailed;
import aico.cli.PortBase;
import aico.cli.Topology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads {@code topology.yaml}, strictly: every fault names its field. */
public final class TopologyFile {
  private static final String NAME = "topology.yaml";
  private static final int VERSION = 1;

  private TopologyFile() {}

  /** The topology that this build was made with. */
  public static Topology bundled() {
    try (InputStream in = TopologyFile.class.getResourceAsStream("/" + NAME)) {
      if (in == null) {
        throw new IllegalStateException(NAME + " is not on the class path");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw fault("file", "cannot be read");
    }
  }

  public static Topology parse(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    Object root;
    try {
      root = new Yaml(new SafeConstructor(options)).load(yaml);
    } catch (YAMLException notYaml) {
      throw fault("file", "not YAML: " + notYaml.getMessage());
    }
    Map<String, Object> fields = map("file", root, Set.of("version", "topics", "roles"));
    int version = number("version", fields.get("version"));
    if (version != VERSION) {
      throw fault("version", version + " (expected: " + VERSION + ")");
    }
    Map<String, Topology.Topic> topics = new HashMap<>();
    for (var entry : map("topics", fields.get("topics"), null).entrySet()) {
      topics.put(entry.getKey(), topic(entry.getKey(), entry.getValue()));
    }
    Map<Role, Topology.RoleEntry> roles = new HashMap<>();
    for (var entry : map("roles", fields.get("roles"), null).entrySet()) {
      String field = "roles." + entry.getKey();
      roles.put(role(field, entry.getKey()), roleEntry(field, entry.getValue()));
    }
    return new Topology(topics, roles);
  }

  private static Topology.Topic topic(String name, @Nullable Object value) {
    String field = "topics." + name;
    Map<String, Object> fields = map(field, value, Set.of("kind", "owner", "port", "connect"));
    Set<Role> connect = new HashSet<>();
    for (String role : texts(field + ".connect", fields.get("connect"))) {
      connect.add(role(field + ".connect", role));
    }
    return new Topology.Topic(
        name,
        kind(field + ".kind", fields.get("kind")),
        role(field + ".owner", fields.get("owner")),
        offset(field + ".port", fields.get("port")),
        connect);
  }

  private static Topology.RoleEntry roleEntry(String field, @Nullable Object value) {
    Map<String, Object> fields = map(field, value, Set.of("management", "requests"));
    Object management = fields.get("management");
    return new Topology.RoleEntry(
        management == null ? null : offset(field + ".management", management),
        new HashSet<>(texts(field + ".requests", fields.get("requests"))));
  }

  private static TopicKind kind(String field, @Nullable Object value) {
    for (TopicKind kind : TopicKind.values()) {
      if (kind.wireName().equals(value)) {
        return kind;
      }
    }
    throw fault(field, value + " (expected: events, records, requests or stream)");
  }

  private static Role role(String field, @Nullable Object value) {
    for (Role role : Role.values()) {
      if (role.wireName().equals(value)) {
        return role;
      }
    }
    throw fault(field, "unknown role " + value);
  }

  private static int offset(String field, @Nullable Object value) {
    int offset = number(field, value);
    if (offset < 0 || offset >= PortBase.SPAN) {
      throw fault(field, offset + " (expected: 0 to " + (PortBase.SPAN - 1) + ")");
    }
    return offset;
  }

  private static int number(String field, @Nullable Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    throw fault(field, value + " (expected: a whole number)");
  }

  private static List<String> texts(String field, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw fault(field, "expected: a list");
    }
    return list.stream()
        .map(item -> {
          if (item instanceof String text) {
            return text;
          }
          throw fault(field, item + " (expected: a text)");
        })
        .toList();
  }

  private static Map<String, Object> map(
      String field, @Nullable Object value, @Nullable Set<String> allowed) {
    if (!(value instanceof Map<?, ?> map)) {
      throw fault(field, "expected: a map");
    }
    Map<String, Object> fields = new HashMap<>();
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key) || (allowed != null && !allowed.contains(key))) {
        throw fault(field, "unknown field " + entry.getKey());
      }
      fields.put(key, entry.getValue());
    }
    return fields;
  }

  private static CommandFailed fault(String field, String message) {
    return CommandFailed.failed(NAME + ": " + field + ": " + message);
  }
}
