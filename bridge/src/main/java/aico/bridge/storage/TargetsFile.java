package aico.bridge.storage;

import aico.bridge.BridgeException;
import aico.bridge.Filter;
import aico.bridge.Place;
import aico.bridge.Shape;
import aico.bridge.Target;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code targets.json}, which the command writes and this process cannot: what targets there
 * are, and where the log is. The secrets and certificates of a target stand beside it.
 */
public final class TargetsFile {
  public static final String NAME = "targets.json";

  /** Each has a thread, a connection, and up to two megabytes under way. */
  public static final int TARGETS_MAX = 16;

  private static final int VERSION = 1;
  private static final Set<String> FIELDS = Set.of("endpoint", "server_key", "targets");
  private static final Set<String> TARGET_FIELDS =
      Set.of(
          "name",
          "to",
          "shape",
          "filter",
          "from",
          "allow_private",
          "user",
          "secret",
          "ca",
          "rotate_mib",
          "rotate_hours",
          "keep");

  /**
   * What the bridge is to do.
   *
   * @param endpoint of {@code audit.stream}
   * @param serverKey 64 hex digits
   */
  public record Content(String endpoint, String serverKey, List<Target> targets) {
    public Content {
      targets = List.copyOf(targets);
    }
  }

  private TargetsFile() {}

  /** The content, or nothing when there is no file: then there is nothing to do. */
  public static Optional<Content> read(Path file) {
    return StateFile.read(file, VERSION, FIELDS).map(node -> content(file, node));
  }

  private static Content content(Path file, JsonNode node) {
    if (!node.path("targets").isArray()) {
      throw StateFile.damaged(file, "targets", "expected: a list");
    }
    String endpoint = StateFile.text(file, "", node, "endpoint");
    String serverKey = StateFile.text(file, "", node, "server_key");
    if (!endpoint.matches("tcp://127\\.0\\.0\\.1:[0-9]{1,5}")) {
      throw StateFile.damaged(file, "endpoint", "expected: tcp://127.0.0.1:PORT");
    }
    if (!serverKey.matches("[0-9a-f]{64}")) {
      throw StateFile.damaged(file, "server_key", "expected: 64 hex digits");
    }
    List<Target> targets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode one : node.path("targets")) {
      String where = "targets[" + targets.size() + "].";
      Target target = target(file, where, one);
      if (!names.add(target.name())) {
        throw StateFile.damaged(file, where + "name", "'" + target.name() + "' is there twice");
      }
      targets.add(target);
    }
    if (targets.size() > TARGETS_MAX) {
      throw new BridgeException(
          "targets", targets.size() + " targets (expected: at most " + TARGETS_MAX + ")");
    }
    return new Content(endpoint, serverKey, targets);
  }

  private static Target target(Path file, String where, JsonNode node) {
    if (!node.isObject()) {
      throw StateFile.damaged(file, where, "expected: an object");
    }
    StateFile.requireFields(file, where, node, TARGET_FIELDS, false);
    String name = StateFile.text(file, where, node, "name");
    if (!name.matches("[a-z0-9][a-z0-9-]{0,55}")) {
      throw StateFile.damaged(file, where + "name", "expected: [a-z0-9][a-z0-9-]{0,55}");
    }
    String user = StateFile.text(file, where, node, "user");
    if (!user.matches("[!-9;-~]{0,128}")) {
      throw new BridgeException(
          "user", "expected: at most 128 printable characters of ASCII, no colon");
    }
    return new Target(
        name,
        Place.parse(StateFile.text(file, where, node, "to")),
        Shape.parse(StateFile.text(file, where, node, "shape")),
        Filter.parse(StateFile.text(file, where, node, "filter")),
        StateFile.number(file, where, node, "from"),
        StateFile.flag(file, where, node, "allow_private"),
        user.isEmpty() ? null : user,
        StateFile.flag(file, where, node, "secret"),
        StateFile.flag(file, where, node, "ca"),
        new Target.Rotation(
            small(file, where, node, "rotate_mib"),
            small(file, where, node, "rotate_hours"),
            small(file, where, node, "keep")));
  }

  private static int small(Path file, String where, JsonNode node, String field) {
    return (int) Math.min(Integer.MAX_VALUE, StateFile.number(file, where, node, field));
  }
}
