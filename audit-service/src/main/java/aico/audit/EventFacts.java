package aico.audit;

import aico.bus.contract.EventTime;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * What events are searched by, as a leaf tells it; what it does not tell, or not as texts and
 * numbers, is empty or 0.
 *
 * @param timeMs the event's own time, ms since 1970
 * @param principal who caused it
 * @param user for whom, or null
 * @param code the event code
 * @param resource type and name with a slash between, or null
 */
public record EventFacts(
    long timeMs,
    String principal,
    @Nullable String user,
    String code,
    int classUid,
    int severityId,
    @Nullable String resource) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Texts are for people: what is longer is no name. */
  private static final int TEXT_MAX_CHARS = 256;

  /** The facts of a leaf. */
  public static EventFacts of(byte[] leaf) {
    Reading reading = new Reading();
    try (JsonParser parser = JSON.createParser(leaf)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        reading.event(parser);
      }
    } catch (IOException noJson) {
      return reading.facts();
    }
    return reading.facts();
  }

  /** Walks once over the JSON and picks up what is needed on the way. */
  private static final class Reading {
    private String time = "";
    private String source = "";
    private @Nullable String principal;
    private @Nullable String actorUser;
    private @Nullable String user;
    private String code = "";
    private int classUid;
    private int severityId;
    private @Nullable String resource;

    private interface Field {
      void read(String name, JsonParser parser) throws IOException;
    }

    private static void each(JsonParser parser, Field field) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        field.read(name, parser);
        if (value == parser.currentToken()) {
          parser.skipChildren();
        }
      }
    }

    private static void object(JsonParser parser, Field field) throws IOException {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        each(parser, field);
      }
    }

    void event(JsonParser parser) throws IOException {
      each(
          parser,
          (name, value) -> {
            switch (name) {
              case "time" -> time = text(value, time);
              case "source" -> source = text(value, source);
              case "data" -> object(value, this::data);
              default -> {}
            }
          });
    }

    private void data(String name, JsonParser value) throws IOException {
      switch (name) {
        case "class_uid" -> classUid = number(value);
        case "severity_id" -> severityId = number(value);
        case "metadata" ->
            object(value, (n, v) -> code = n.equals("event_code") ? text(v, code) : code);
        case "actor" -> object(value, this::actor);
        case "user" -> object(value, (n, v) -> user = n.equals("name") ? text(v, "") : user);
        case "entity" -> object(value, new Named("")::read);
        // The files of the catalogue are vaults.
        case "file" -> object(value, new Named("vault")::read);
        case "resources" -> {
          if (value.currentToken() == JsonToken.START_ARRAY) {
            while (value.nextToken() == JsonToken.START_OBJECT) {
              each(value, new Named("")::read);
            }
          }
        }
        default -> {}
      }
    }

    private void actor(String name, JsonParser value) throws IOException {
      switch (name) {
        case "app_name" -> principal = text(value, "");
        case "user" ->
            object(value, (n, v) -> actorUser = n.equals("name") ? text(v, "") : actorUser);
        default -> {}
      }
    }

    /** The first resource counts. */
    private final class Named {
      private String type;

      Named(String type) {
        this.type = type;
      }

      void read(String name, JsonParser value) throws IOException {
        switch (name) {
          case "type" -> type = text(value, "");
          case "name" -> {
            if (resource == null) {
              resource = type + "/" + text(value, "");
            }
          }
          default -> {}
        }
      }
    }

    private static String text(JsonParser value, String other) throws IOException {
      if (value.currentToken() != JsonToken.VALUE_STRING) {
        return other;
      }
      String text = value.getText();
      return text.length() <= TEXT_MAX_CHARS ? text : text.substring(0, TEXT_MAX_CHARS);
    }

    private static int number(JsonParser value) throws IOException {
      return value.currentToken() == JsonToken.VALUE_NUMBER_INT && value.getTextLength() < 10
          ? value.getIntValue()
          : 0;
    }

    EventFacts facts() {
      return new EventFacts(
          millis(time),
          principal == null ? source : principal,
          actorUser == null ? user : actorUser,
          code,
          classUid,
          severityId,
          resource);
    }

    private static long millis(String time) {
      try {
        return EventTime.millis(time);
      } catch (DateTimeException noTime) {
        return 0;
      }
    }
  }
}
