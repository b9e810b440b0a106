package aico.bridge.net;

import aico.bridge.Event;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ntfy, "Publish as JSON": a sentence for a person, with the event's id as a tag. */
public final class Ntfy implements HttpOutlet.Dialect {
  /** ntfy makes an attachment of what is longer than 4,096 bytes. */
  private static final int MESSAGE_MAX_CHARS = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final Map<String, String> authorization;

  public Ntfy(String topic, Map<String, String> authorization) {
    this.topic = topic;
    this.authorization = Map.copyOf(authorization);
  }

  @Override
  public int batch() {
    return 1;
  }

  @Override
  public HttpOutlet.Post post(List<Event> events) {
    Event event = events.getFirst();
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    String sentence = Faults.printable(event.sentence());
    message.put("topic", topic);
    message.put("title", "AICO: " + event.code());
    message.put(
        "message",
        sentence.substring(0, Math.min(MESSAGE_MAX_CHARS, sentence.length()))
            + "\n"
            + event.time());
    message.put("priority", priority(event));
    message
        .putArray("tags")
        .add(event.isFinding() || !event.success() ? "warning" : "lock")
        .add(event.severity().word())
        .add(event.id());
    Map<String, String> headers = new HashMap<>(authorization);
    headers.put("Content-Type", "application/json");
    try {
      return new HttpOutlet.Post(JSON.writeValueAsBytes(message), headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 1 to 5, 3 is the usual one. */
  private static int priority(Event event) {
    return switch (event.severity()) {
      case UNKNOWN, INFORMATIONAL -> 2;
      case LOW, MEDIUM -> 3;
      case HIGH -> 4;
      case CRITICAL, FATAL -> 5;
    };
  }
}
