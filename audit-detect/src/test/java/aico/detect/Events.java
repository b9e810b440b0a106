package aico.detect;

import aico.detect.json.LeafReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events for tests, written as leaves and read as the service reads them. */
public final class Events {
  /** A Monday, 12:00 UTC. */
  public static final long NOON = 1_767_614_400_000L;

  private final LeafReader reader;
  private long next;

  public Events(FieldTable fields) {
    reader = new LeafReader(fields);
  }

  /** The next event; {@code data} is JSON that goes into the OCSF object. */
  public Event event(long ms, String producer, String code, String data) {
    String leaf =
        ("{\"sequence\":\"%020d\",\"producer\":\"%s\",\"incarnation\":\"i\",\"producerseq\":\"1\","
                + "\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"%s\",\"type\":\"aico.%s\","
                + "\"time\":\"2026-01-05T12:00:00Z\",\"data\":{\"time\":%d,"
                + "\"metadata\":{\"event_code\":\"%s\",\"profiles\":[\"host\"]}%s}}")
            .formatted(
                next++, producer, producer, code, ms, code, data.isEmpty() ? "" : "," + data);
    return reader.read(leaf.getBytes(StandardCharsets.UTF_8));
  }

  /** Something that a person does through a program, with success or without. */
  public Event by(long ms, String code, String user, String program, boolean success) {
    return event(
        ms,
        "key-service",
        code,
        "\"status_id\":%d,\"actor\":{\"app_name\":\"%s\",\"user\":{\"name\":\"%s\"}}"
            .formatted(success ? 1 : 2, program, user));
  }

  /** What a detector finds in an event. */
  public static List<Finding> found(Detector detector, Event event) {
    List<Finding> found = new ArrayList<>();
    detector.see(event, found::add);
    return found;
  }
}
