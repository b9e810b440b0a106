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
import java.util.function.UnaryOperator;

/** Says whom events are about, and in which sessions; nothing else of them. */
final class SessionAnswers {
  private final EventQuery query;
  private final UnaryOperator<String> person;

  /**
   * Answers.
   *
   * @param person for whom a name in an event stands
   */
  SessionAnswers(EventQuery query, UnaryOperator<String> person) {
    this.person = person;
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
          add(users, Shapes::name, "user", person.apply(text(data.at("/actor/user/name"))));
          add(sessions, Shapes::id, "session_id", text(data.at("/unmapped/session_id")));
        }
      }
    }
    return new AuditReply.EventSessions(List.copyOf(users), List.copyOf(sessions));
  }

  private static String text(JsonNode value) {
    return value.asText("");
  }

  private static void add(
      Set<String> to, BiFunction<String, String, String> shape, String field, String value) {
    try {
      to.add(shape.apply(field, value));
    } catch (InvalidField misshapen) {
      // A producer wrote it; it names nobody.
    }
  }
}
