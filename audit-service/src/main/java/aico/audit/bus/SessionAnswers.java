package aico.audit.bus;

import aico.bus.contract.AuditReply;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Says whom events are about, and in which sessions; nothing else of them. */
final class SessionAnswers {
  private final EventQuery query;

  SessionAnswers(EventQuery query) {
    this.query = query;
  }

  AuditReply.EventSessions answer(List<Long> sequences) {
    Set<String> users = new TreeSet<>();
    Set<String> sessions = new TreeSet<>();
    for (long sequence : sequences) {
      for (String event : query.answer(sequence, 1).events()) {
        JsonNode all = Json.tolerant().tree(event.getBytes(StandardCharsets.UTF_8));
        // Where that one was pruned, another answers.
        if (all.path("sequence").asLong(-1) == sequence) {
          JsonNode data = all.path("data");
          // Not user.name: that has a placeholder where nobody is known.
          add(users, Shapes::name, "user", data.at("/actor/user/name"));
          add(sessions, Shapes::id, "session_id", data.at("/unmapped/session_id"));
        }
      }
    }
    return new AuditReply.EventSessions(List.copyOf(users), List.copyOf(sessions));
  }

  private static void add(
      Set<String> to, BiFunction<String, String, String> shape, String field, JsonNode value) {
    try {
      to.add(shape.apply(field, value.asText("")));
    } catch (InvalidField misshapen) {
      // A producer wrote it; it names nobody.
    }
  }
}
