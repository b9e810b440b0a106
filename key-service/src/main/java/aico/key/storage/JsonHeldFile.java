package aico.key.storage;

import aico.key.HeldFile;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** {@code held.json}. */
final class JsonHeldFile implements HeldFile {
  private static final String NAME = "held.json";

  /** Only users that exist are held. */
  private static final int USERS_LIMIT = 64;

  private final StateFiles files;

  JsonHeldFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Set<String> read() {
    return files
        .read(
            NAME,
            fields ->
                Set.copyOf(
                    fields.list("users", USERS_LIMIT, entry -> entry.text("user", Fields.NAME))))
        .orElse(Set.of());
  }

  @Override
  public void write(Set<String> users) {
    ObjectNode json = StateFiles.object().put("version", StateFiles.VERSION);
    ArrayNode entries = json.putArray("users");
    new TreeSet<>(users).forEach(user -> entries.addObject().put("user", user));
    files.write(NAME, json);
  }
}
