package aico.audit;

import aico.bus.contract.EventCode;
import aico.bus.contract.Principals;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose keys key-service says it destroys while the rest of forgetting them is not done yet, read
 * out of the log itself: so nothing that happens in between lets it be left undone, and nobody has
 * it done to whom key-service did not name.
 */
public final class Forgotten {
  private static final ByteMark RETIRED = new ByteMark("aico." + EventCode.KEY_RETIRED.code());
  private static final ByteMark ERASED = new ByteMark("aico." + EventCode.LOG_ERASED.code());
  private static final String KEY_OF_SUBJECT = "subject/";

  /** A home has some users; one that forgets more at once is not one of ours. */
  static final int WAITING_MAX = 1_000;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Set<String> waiting = new LinkedHashSet<>();

  /** Takes a leaf of the log. */
  public synchronized void see(String producer, byte[] event) {
    boolean retired = producer.equals(Principals.KEY) && RETIRED.isIn(event);
    boolean erased = producer.equals(Principals.AUDIT) && ERASED.isIn(event);
    if (!retired && !erased) {
      return;
    }
    try {
      JsonNode data = JSON.readTree(event).path("data");
      String code = data.path("metadata").path("event_code").asText();
      String name = data.path("entity").path("name").asText();
      if (code.equals(EventCode.LOG_ERASED.code())) {
        waiting.remove(name);
      } else if (code.equals(EventCode.KEY_RETIRED.code())
          && name.startsWith(KEY_OF_SUBJECT)
          && waiting.size() < WAITING_MAX) {
        waiting.add(name.substring(KEY_OF_SUBJECT.length()));
      }
    } catch (IOException notJson) {
      // Whoever wrote it did not mean to tell of a key.
    }
  }

  /** Their subjects, the oldest first; the keys of some may still be there. */
  public synchronized List<String> waiting() {
    return List.copyOf(waiting);
  }

  synchronized byte[] encode() {
    try {
      return JSON.writeValueAsBytes(new ArrayList<>(waiting));
    } catch (IOException e) {
      throw new AuditException("forgotten: cannot be encoded", e);
    }
  }

  /**
   * What was encoded.
   *
   * @throws AuditException when it is something else
   */
  static Forgotten decode(byte[] encoded) {
    try {
      Forgotten forgotten = new Forgotten();
      forgotten.waiting.addAll(List.of(JSON.readValue(encoded, String[].class)));
      return forgotten;
    } catch (IOException | RuntimeException e) {
      throw new AuditException("forgotten: cannot be decoded: " + e.getMessage(), e);
    }
  }
}
