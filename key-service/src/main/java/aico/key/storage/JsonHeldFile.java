package aico.key.storage;

import aico.key.HeldFile;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** {@code held.json}. */
final class JsonHeldFile implements HeldFile {
  /** Version 1 had no {@code generation}. */
  private static final int VERSION = 2;

  private static final String NAME = "held.json";

  /** Only users that exist are held. */
  private static final int USERS_LIMIT = 64;

  private final StateFiles files;

  JsonHeldFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Content read() {
    return files
        .read(
            NAME,
            VERSION,
            fields ->
                new Content(
                    fields.number("version", 1, VERSION) == 1
                        ? 0
                        : fields.number("generation", 1, Long.MAX_VALUE - 1),
                    Set.copyOf(
                        fields.list(
                            "users", USERS_LIMIT, entry -> entry.text("user", Fields.NAME)))))
        .orElse(Content.NONE);
  }

  @Override
  public void write(Content content) {
    ObjectNode json =
        StateFiles.object().put("version", VERSION).put("generation", content.generation());
    ArrayNode entries = json.putArray("users");
    new TreeSet<>(content.users()).forEach(user -> entries.addObject().put("user", user));
    files.write(NAME, json);
  }
}
