package aico.detect.json;

import aico.bus.contract.EventTime;
import aico.detect.DetectException;
import aico.detect.Event;
import aico.detect.FieldTable;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a leaf only the fields that a {@link FieldTable} names, in one pass. Of an array its
 * first element counts; an object or array in the place of a value is none.
 */
public final class LeafReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String DATA = "data";
  private static final String TIME = "time";

  /** Till the year 33658. */
  private static final int TIME_MAX_DIGITS = 15;

  private final Place envelope = new Place();
  private final int fields;
  private final int envelopeTime;

  /** A place in the object: the field that stands there, and what may stand below. */
  private static final class Place {
    private static final int NONE = -1;
    private final Map<String, Place> below = new HashMap<>();
    private int field = NONE;
  }

  /** Reads the fields that the table has by now. */
  public LeafReader(FieldTable table) {
    fields = table.size() + 1;
    envelopeTime = table.size();
    place(envelope, TIME).field = envelopeTime;
    for (int field = 0; field < table.size(); field++) {
      String path = table.path(field);
      Place place = FieldTable.ENVELOPE.contains(path) ? envelope : place(envelope, DATA);
      for (String name : path.split("\\.", -1)) {
        place = place(place, name);
      }
      place.field = field;
    }
  }

  private static Place place(Place above, String name) {
    return above.below.computeIfAbsent(name, fresh -> new Place());
  }

  /**
   * The event of a leaf.
   *
   * @throws DetectException when it is not JSON, or has no time
   */
  public Event read(byte[] leaf) {
    @Nullable String[] values = new String[fields];
    try (JsonParser parser = JSON.createParser(leaf)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DetectException("leaf: not an object");
      }
      object(parser, envelope, values);
    } catch (IOException e) {
      throw new DetectException("leaf: not JSON", e);
    }
    try {
      String sequence = String.valueOf(values[FieldTable.SEQUENCE]);
      return new Event(Long.parseLong(sequence), timeMs(values), values);
    } catch (NumberFormatException e) {
      throw new DetectException("leaf: no sequence", e);
    }
  }

  private static void object(JsonParser parser, Place place, @Nullable String[] values)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Place below = place.below.get(name);
      JsonToken token = parser.nextToken();
      if (below == null) {
        parser.skipChildren();
      } else {
        value(parser, token, below, values);
      }
    }
  }

  private static void value(
      JsonParser parser, JsonToken token, Place place, @Nullable String[] values)
      throws IOException {
    if (token == JsonToken.START_OBJECT) {
      object(parser, place, values);
    } else if (token == JsonToken.START_ARRAY) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        object(parser, place, values);
      } else if (first != null && first.isScalarValue()) {
        scalar(parser, first, place, values);
      } else if (first == JsonToken.START_ARRAY) {
        parser.skipChildren();
      }
      while (first != JsonToken.END_ARRAY && parser.nextToken() != JsonToken.END_ARRAY) {
        parser.skipChildren();
      }
    } else {
      scalar(parser, token, place, values);
    }
  }

  private static void scalar(
      JsonParser parser, JsonToken token, Place place, @Nullable String[] values)
      throws IOException {
    if (place.field != Place.NONE && token != JsonToken.VALUE_NULL) {
      String text = parser.getText();
      values[place.field] =
          text.length() <= Event.VALUE_MAX_CHARS ? text : text.substring(0, Event.VALUE_MAX_CHARS);
    }
  }

  /** OCSF's milliseconds, or else the envelope's time. */
  private long timeMs(@Nullable String[] values) {
    String ocsf = values[FieldTable.TIME];
    if (ocsf != null && isDigits(ocsf)) {
      return Long.parseLong(ocsf);
    }
    try {
      return EventTime.millis(String.valueOf(values[envelopeTime]));
    } catch (DateTimeException e) {
      throw new DetectException("leaf: no time", e);
    }
  }

  private static boolean isDigits(String text) {
    if (text.isEmpty() || text.length() > TIME_MAX_DIGITS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
