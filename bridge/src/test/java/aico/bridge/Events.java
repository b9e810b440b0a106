package aico.bridge;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Events as audit-service stores them. */
public final class Events {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  public static Event of(long sequence, String code, int classUid, int severity, String rest) {
    String leaf =
        """
        {"sequence":"%020d","producer":"vault-service","incarnation":"%032d","producerseq":"%d","specversion":"1.0","id":"id-%d","source":"vault-service","type":"aico.%s","time":"2026-11-01T12:00:00.123Z","data":{"class_uid":%d,"severity_id":%d,"time":1793534400123,"metadata":{"event_code":"%s","correlation_uid":"0123456789abcdef0123456789abcdef"}%s}}\
        """
            .formatted(sequence, 7, sequence + 1, sequence, code, classUid, severity, code, rest);
    return parse(sequence, leaf);
  }

  public static Event parse(long sequence, String leaf) {
    byte[] bytes = leaf.getBytes(StandardCharsets.UTF_8);
    try {
      return new Event(sequence, bytes, JSON.readTree(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Event plain(long sequence) {
    return of(sequence, "key.handed_out", 3004, 1, ",\"status_id\":1");
  }

  public static Event vault(long sequence, String code, String name) {
    return of(
        sequence,
        code,
        1001,
        1,
        ",\"activity_id\":12,\"status_id\":1,\"file\":{\"name\":\""
            + name
            + "\"},\"actor\":{\"app_name\":\"cli\",\"user\":{\"name\":\"owner\"}},\"unmapped\":{\"epoch\":\"1\"}");
  }

  public static Event finding(long sequence) {
    return of(sequence, "record.gap", 2004, 4, ",\"activity_id\":1,\"status_id\":1");
  }
}
