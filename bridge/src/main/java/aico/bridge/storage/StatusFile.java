package aico.bridge.storage;

import aico.bridge.TargetState;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How the targets are doing, for {@code aico bridge list}; of this boot only, so never synced. */
public final class StatusFile {
  public static final String NAME = "status.json";
  private static final int VERSION = 1;

  private final Path file;

  public StatusFile(Path file) {
    this.file = file;
  }

  /** Replaces the file. */
  public void write(String problem, List<TargetState> states) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION).put("problem", problem);
    ArrayNode targets = json.putArray("targets");
    for (TargetState state : states) {
      targets
          .addObject()
          .put("name", state.name())
          .put("state", state.state())
          .put("cursor", state.cursor())
          .put("head", state.head())
          .put("delivered", state.delivered())
          .put("dead_letters", state.aside())
          .put("error", state.error())
          .put("error_at_ms", state.errorAtMs())
          .put("delivered_at_ms", state.deliveredAtMs());
    }
    StateFile.write(file, json, false);
  }
}
