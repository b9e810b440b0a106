package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Role;
import aico.bus.contract.Shapes;
import aico.bus.contract.TopicKind;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of {@code bundle.json}, version 1. */
final class BundleFile {
  private static final int VERSION = 1;
  private static final Pattern ENDPOINT = Pattern.compile("tcp://127\\.0\\.0\\.1:[0-9]{1,5}");
  private static final Pattern TOPIC = Pattern.compile("[a-z]{1,16}\\.[a-z]{1,16}");

  record File(
      int version,
      String principal,
      String role,
      int managementPort,
      @Nullable String previousKey,
      Map<String, String> settings,
      Map<String, Topic> topics) {}

  record Topic(
      String kind,
      boolean owner,
      @Nullable String ownerPrincipal,
      String endpoint,
      @Nullable String serverKey,
      @Nullable String nextServerKey,
      @Nullable List<String> requests,
      @Nullable List<Principal> principals) {}

  record Principal(String name, String role, String publicKey, @Nullable List<String> requests) {}

  private BundleFile() {}

  /** The bundle in these bytes, or {@link InvalidField} with the path of the field at fault. */
  static Bundle parse(byte[] json) {
    // A newer version is named as such before its fields are found unknown.
    JsonNode version = Json.strict().tree(json).path("version");
    if (version.isInt() && version.intValue() != VERSION) {
      throw new InvalidField("version", version + " (expected: " + VERSION + ")");
    }
    File file = Json.strict().read(json, File.class);
    Shapes.principal("principal", file.principal);
    Shapes.between("management_port", file.managementPort, 0, 65_535);
    Map<String, BundleTopic> topics = new TreeMap<>();
    file.topics.forEach((name, topic) -> {
      String field = "topics." + name;
      matching(TOPIC, field, name);
      topics.put(name, topic(field, topic));
    });
    return new Bundle(
        file.principal,
        Role.of("role", file.role),
        file.managementPort,
        file.settings,
        topics,
        optionalKey("previous_key", file.previousKey));
  }

  private static BundleTopic topic(String field, Topic topic) {
    TopicKind kind = kind(field + ".kind", topic.kind);
    matching(ENDPOINT, field + ".endpoint", topic.endpoint);
    if (topic.owner) {
      absent(field + ".owner_principal", topic.ownerPrincipal);
      absent(field + ".server_key", topic.serverKey);
      absent(field + ".next_server_key", topic.nextServerKey);
      absent(field + ".requests", topic.requests);
      List<BundlePrincipal> principals = new ArrayList<>();
      for (Principal principal : present(field + ".principals", topic.principals)) {
        principals.add(principal(field + ".principals." + principals.size(), kind, principal));
      }
      return new BundleTopic.Owned(kind, topic.endpoint, principals);
    }
    absent(field + ".principals", topic.principals);
    return new BundleTopic.Joined(
        kind,
        Shapes.principal(
            field + ".owner_principal", present(field + ".owner_principal", topic.ownerPrincipal)),
        topic.endpoint,
        Shapes.publicKey(field + ".server_key", present(field + ".server_key", topic.serverKey)),
        optionalKey(field + ".next_server_key", topic.nextServerKey),
        requests(field, kind, topic.requests));
  }

  private static BundlePrincipal principal(String field, TopicKind kind, Principal principal) {
    return new BundlePrincipal(
        Shapes.principal(field + ".name", principal.name),
        Role.of(field + ".role", principal.role),
        Shapes.publicKey(field + ".public_key", principal.publicKey),
        requests(field, kind, principal.requests));
  }

  private static List<String> requests(
      String field, TopicKind kind, @Nullable List<String> requests) {
    if (kind != TopicKind.REQUESTS) {
      absent(field + ".requests", requests);
      return List.of();
    }
    List<String> names = present(field + ".requests", requests);
    for (String name : names) {
      Shapes.wireName(field + ".requests", name);
    }
    return names;
  }

  private static TopicKind kind(String field, String wireName) {
    for (TopicKind kind : TopicKind.values()) {
      if (kind.wireName().equals(wireName)) {
        return kind;
      }
    }
    throw new InvalidField(field, "unknown kind");
  }

  private static void matching(Pattern pattern, String field, String value) {
    if (!pattern.matcher(value).matches()) {
      throw new InvalidField(field, "expected: " + pattern.pattern());
    }
  }

  private static @Nullable String optionalKey(String field, @Nullable String key) {
    return key == null ? null : Shapes.publicKey(field, key);
  }

  private static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw new InvalidField(field, "missing");
    }
    return value;
  }

  private static void absent(String field, @Nullable Object value) {
    if (value != null) {
      throw new InvalidField(field, "unknown field");
    }
  }

  static byte[] format(Bundle bundle) {
    Map<String, Topic> topics = new TreeMap<>();
    bundle.topics().forEach((name, topic) -> topics.put(name, file(topic)));
    return Json.strict()
        .writeIndented(
            new File(
                VERSION,
                bundle.principal(),
                bundle.role().wireName(),
                bundle.managementPort(),
                bundle.previousKey(),
                bundle.settings(),
                topics));
  }

  private static Topic file(BundleTopic topic) {
    boolean requests = topic.kind() == TopicKind.REQUESTS;
    return switch (topic) {
      case BundleTopic.Owned owned ->
          new Topic(
              owned.kind().wireName(),
              true,
              null,
              owned.endpoint(),
              null,
              null,
              null,
              owned.principals().stream()
                  .map(p ->
                      new Principal(
                          p.name(),
                          p.role().wireName(),
                          p.publicKey(),
                          requests ? p.requests() : null))
                  .toList());
      case BundleTopic.Joined joined ->
          new Topic(
              joined.kind().wireName(),
              false,
              joined.ownerPrincipal(),
              joined.endpoint(),
              joined.serverKey(),
              joined.nextServerKey(),
              requests ? joined.requests() : null,
              null);
    };
  }
}
