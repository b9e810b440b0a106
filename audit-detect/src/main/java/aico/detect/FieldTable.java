package aico.detect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of an event that anything asks for, each with a number. A field is a path in the
 * event's OCSF object, such as {@code actor.user.name}, or one of the attributes {@link #ENVELOPE}.
 */
public final class FieldTable {
  /** Attributes of the CloudEvent around the OCSF object. */
  public static final List<String> ENVELOPE =
      List.of("sequence", "producer", "id", "source", "type", "subject");

  /** What the detectors of this module ask for; the first ones, in this order. */
  private static final List<String> ALWAYS =
      List.of(
          "producer",
          "metadata.event_code",
          "time",
          "status_id",
          "actor.user.name",
          "actor.app_name",
          "unmapped.why",
          "unmapped.address",
          "unmapped.slot",
          "entity.name",
          "resources.name",
          "unmapped.alert",
          "unmapped.at",
          "sequence");

  public static final int PRODUCER = 0;
  public static final int CODE = 1;
  public static final int TIME = 2;
  public static final int STATUS = 3;
  public static final int USER = 4;
  public static final int PROGRAM = 5;
  public static final int WHY = 6;
  public static final int ADDRESS = 7;
  public static final int SLOT = 8;
  public static final int ENTITY = 9;
  public static final int RESOURCE = 10;
  public static final int ALERT = 11;
  public static final int AT = 12;
  public static final int SEQUENCE = 13;

  private final List<String> paths = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  public FieldTable() {
    ALWAYS.forEach(this::id);
  }

  /** The field's number, given out at the first asking. */
  public int id(String path) {
    return ids.computeIfAbsent(
        path,
        fresh -> {
          paths.add(fresh);
          return paths.size() - 1;
        });
  }

  public String path(int id) {
    return paths.get(id);
  }

  public int size() {
    return paths.size();
  }
}
