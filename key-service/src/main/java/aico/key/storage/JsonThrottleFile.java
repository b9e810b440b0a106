package aico.key.storage;

import aico.key.ThrottleFile;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** {@code throttle.json}. */
final class JsonThrottleFile implements ThrottleFile {
  private static final String NAME = "throttle.json";

  /** Only users that exist are counted. */
  private static final int USERS_LIMIT = 64;

  private final StateFiles files;

  JsonThrottleFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, Failures> read() {
    return files.read(NAME, JsonThrottleFile::failures).orElse(Map.of());
  }

  private static Map<String, Failures> failures(Fields fields) {
    Map<String, Failures> failures = new TreeMap<>();
    fields.list(
        "users",
        USERS_LIMIT,
        entry ->
            failures.put(
                entry.text("user", Fields.NAME),
                new Failures(
                    entry.small("failures", 0, Integer.MAX_VALUE),
                    entry.number("not_before_ms", 0, Long.MAX_VALUE))));
    return failures;
  }

  @Override
  public void write(Map<String, Failures> failures) {
    ObjectNode json = StateFiles.object().put("version", StateFiles.VERSION);
    ArrayNode users = json.putArray("users");
    new TreeMap<>(failures)
        .forEach((user, value) ->
            users
                .addObject()
                .put("user", user)
                .put("failures", value.count())
                .put("not_before_ms", value.notBeforeMs()));
    files.write(NAME, json);
  }
}
