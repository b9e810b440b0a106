package aico.key.storage;

import aico.key.RecoveryTestFile;
import aico.key.RecoveryTests.Passed;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** {@code recovery.json}. */
final class JsonRecoveryTestFile implements RecoveryTestFile {
  private static final String NAME = "recovery.json";

  /** Only users that exist have a kit. */
  private static final int USERS_LIMIT = 64;

  private final StateFiles files;

  JsonRecoveryTestFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, Passed> read() {
    return files.read(NAME, JsonRecoveryTestFile::passed).orElse(Map.of());
  }

  private static Map<String, Passed> passed(Fields fields) {
    Map<String, Passed> passed = new TreeMap<>();
    fields.list(
        "users",
        USERS_LIMIT,
        entry ->
            passed.put(
                entry.text("user", Fields.NAME),
                new Passed(entry.id("slot_id"), entry.time("tested"))));
    return passed;
  }

  @Override
  public void write(Map<String, Passed> passed) {
    ObjectNode json = StateFiles.object().put("version", StateFiles.VERSION);
    ArrayNode users = json.putArray("users");
    new TreeMap<>(passed)
        .forEach((user, value) ->
            users
                .addObject()
                .put("user", user)
                .put("slot_id", value.slotId())
                .put("tested", value.at().toString()));
    files.write(NAME, json);
  }
}
