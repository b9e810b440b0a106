package aico.key.storage;

import aico.key.KeyFile;
import aico.key.SlotTestFile;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** {@code recovery.json}. */
final class JsonSlotTestFile implements SlotTestFile {
  private static final String NAME = "recovery.json";

  /** Of each user that exists there is a date for each slot at most. */
  private static final int ENTRIES_LIMIT = 64 * KeyFile.SLOTS_LIMIT;

  private final StateFiles files;

  JsonSlotTestFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, Map<String, Instant>> read() {
    return files.read(NAME, JsonSlotTestFile::tested).orElse(Map.of());
  }

  private static Map<String, Map<String, Instant>> tested(Fields fields) {
    Map<String, Map<String, Instant>> tested = new HashMap<>();
    fields.list(
        "users",
        ENTRIES_LIMIT,
        entry ->
            tested
                .computeIfAbsent(entry.text("user", Fields.NAME), user -> new HashMap<>())
                .put(entry.id("slot_id"), entry.time("tested")));
    return tested;
  }

  @Override
  public void write(Map<String, Map<String, Instant>> tested) {
    ObjectNode json = StateFiles.object().put("version", StateFiles.VERSION);
    ArrayNode users = json.putArray("users");
    new TreeMap<>(tested)
        .forEach((user, slots) ->
            new TreeMap<>(slots)
                .forEach((slotId, at) ->
                    users
                        .addObject()
                        .put("user", user)
                        .put("slot_id", slotId)
                        .put("tested", at.toString())));
    files.write(NAME, json);
  }
}
